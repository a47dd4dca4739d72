"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Button } from "@/app/components/ui/Button";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";

export interface RollbackButtonProps {
  projectId: string;
  /** The number of the policy that answers again. */
  targetNumber: number;
}

export function RollbackButton({ projectId, targetNumber }: RollbackButtonProps) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const name = versionSymbol("policy", targetNumber);
  const rollback = useMutation(
    trpc.version.rollback.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (deployed) => {
        void queryClient.invalidateQueries(trpc.version.pathFilter());
        void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
        toast({
          title: t("rollbackDone", { name: versionSymbol("policy", deployed.number) }),
          tone: "success",
        });
      },
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <>
      <Button icon={<Undo2 aria-hidden className="size-4" />} onClick={() => setAsking(true)}>
        {t("rollback")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("rollbackTitle", { name })}
        description={t("rollbackText", { name })}
        confirmLabel={t("rollbackConfirm")}
        loading={rollback.isPending}
        onConfirm={() => rollback.mutate({ projectId })}
      />
    </>
  );
}
