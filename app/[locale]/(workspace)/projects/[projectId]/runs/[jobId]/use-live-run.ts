"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useState } from "react";
import { mergeRunEvent } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import type { LiveRun } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import { useTRPC } from "@/app/trpc/context";

export type Connection = "connecting" | "live" | "lost" | "ended";

/**
 * A run as it happens. The stream begins with all there is and goes on after the last event when the connection was
 * away. It ends with the run; `follow` listens again after a retry.
 */
export function useLiveRun(jobId: string): {
  live: LiveRun | null;
  connection: Connection;
  follow: () => void;
} {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [live, setLive] = useState<LiveRun | null>(null);
  const subscription = useSubscription(
    trpc.run.live.subscriptionOptions(
      { jobId },
      {
        onData: ({ data }) => {
          const ended = data.run.finishedAt !== null;
          setLive((known) => mergeRunEvent(known?.run.id === jobId ? known : null, data));
          // what it made, and what can be done next, stands elsewhere
          if (ended) {
            void queryClient.invalidateQueries(trpc.run.get.queryFilter({ jobId }));
            void queryClient.invalidateQueries(trpc.version.pathFilter());
            void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
          }
        },
      },
    ),
  );
  const known = live?.run.id === jobId ? live : null;
  return { live: known, connection: connectionOf(subscription.status, known), follow: subscription.reset };
}

function connectionOf(status: "idle" | "connecting" | "pending" | "error", live: LiveRun | null): Connection {
  if (live !== null && live.run.finishedAt !== null) return "ended";
  if (status === "pending") return "live";
  return live === null && status !== "error" ? "connecting" : "lost";
}
