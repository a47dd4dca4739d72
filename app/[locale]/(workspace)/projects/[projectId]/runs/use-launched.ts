"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useRouter } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";

/** What follows a launch: the lists know of it, and the page of the run opens. */
export function useLaunched(projectId: string, onLaunched: () => void) {
  const t = useTranslations("runs.launch");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const onError = useFailureToast();
  return {
    onError,
    onSuccess: ({ jobId }: { jobId: string }) => {
      void queryClient.invalidateQueries(trpc.run.list.pathFilter());
      void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
      toast({ title: t("started"), tone: "success" });
      onLaunched();
      router.push(`/projects/${projectId}/runs/${jobId}`);
    },
  };
}
