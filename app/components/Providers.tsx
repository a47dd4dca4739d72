"use client";

import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { TimeZoneCookie } from "@/app/components/TimeZoneCookie";
import "@/app/components/style-nonce";
import { Toaster } from "@/app/components/ui/Toaster";
import { TrpcProvider } from "@/app/trpc/TrpcProvider";

export function Providers({ children }: { children: ReactNode }) {
  return (
    <TrpcProvider>
      <Tooltip.Provider delayDuration={350} skipDelayDuration={150}>
        <Toaster>{children}</Toaster>
        <TimeZoneCookie />
      </Tooltip.Provider>
    </TrpcProvider>
  );
}
