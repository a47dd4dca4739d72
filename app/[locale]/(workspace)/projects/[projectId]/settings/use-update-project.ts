"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export type Project = RouterOutputs["project"]["get"];

/** Saves a part of the project and makes every page ask for it again. */
export function useUpdateProject(onSaved: (project: { guidelinesVersion: number }) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.project.update.mutationOptions({
      onError: useFailureToast(),
      onSuccess: async (project) => {
        await queryClient.invalidateQueries(trpc.project.pathFilter());
        onSaved(project);
      },
    }),
  );
}
