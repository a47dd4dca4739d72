"use client";

import { ErrorState } from "@/app/components/ui/ErrorState";

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="pt-16">
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}
