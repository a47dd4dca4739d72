"use client";

import { RotateCw, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { useErrorMessage } from "@/app/components/ui/use-error-message";

export interface ErrorStateProps {
  /** Whatever was thrown; its words come from the messages of its code. */
  error: unknown;
  onRetry?: () => void;
}

export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const t = useTranslations("common");
  const errorMessage = useErrorMessage();
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center px-4 py-12 text-center">
      <div className="mb-4 flex size-10 items-center justify-center rounded-full bg-danger-soft text-danger">
        <TriangleAlert aria-hidden className="size-5" />
      </div>
      <h2 className="text-lg font-semibold">{t("errorTitle")}</h2>
      <p className="mt-1.5 text-base text-pretty text-muted">{errorMessage(error)}</p>
      {onRetry !== undefined && (
        <Button className="mt-5" icon={<RotateCw aria-hidden className="size-4" />} onClick={onRetry}>
          {t("tryAgain")}
        </Button>
      )}
    </div>
  );
}
