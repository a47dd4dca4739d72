"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/app/trpc/context";

/** A run may report many times a second; a list of runs needs no more than this, milliseconds. */
const AT_MOST_EVERY = 800;

/** Keeps what a page shows of a project's runs current: whatever a run may have changed is asked for again. */
export function useLiveProject(projectId: string): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  const refresh = () => {
    timer.current = null;
    const filters = [
      trpc.run.list.pathFilter(),
      trpc.project.overview.pathFilter(),
      trpc.round.pathFilter(),
      trpc.version.pathFilter(),
    ];
    for (const filter of filters) void queryClient.invalidateQueries(filter);
  };
  useSubscription(
    trpc.run.liveProject.subscriptionOptions(
      { projectId },
      {
        onData: () => {
          timer.current ??= setTimeout(refresh, AT_MOST_EVERY);
        },
      },
    ),
  );
}
