"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { useState } from "react";
import type { ReactNode } from "react";
import superjson from "superjson";
import { TRPCProvider } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";
import type { AppRouter } from "@/server/api/root";

const ENDPOINT = "/api/trpc";

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // Only what may pass by itself is asked again.
        retry: (failures, error) => readAppError(error)?.code === "OFFLINE" && failures < 3,
      },
      mutations: { networkMode: "always" },
    },
  });
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url: ENDPOINT, transformer: superjson }),
          false: httpBatchStreamLink({ url: ENDPOINT, transformer: superjson, maxItems: 12 }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
