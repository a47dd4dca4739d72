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
  /** The policy that answers now. */
  currentVersionId: string;
  /** The number of the policy that answers again. */
  targetNumber: number;
}

export function RollbackButton({ projectId, currentVersionId, targetNumber }: RollbackButtonProps) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  // What the question said when it was asked: somebody else may deploy while it is read.
  const [asked, setAsked] = useState({ currentVersionId, targetNumber });
  const name = versionSymbol("policy", asked.targetNumber);
  const rollback = useMutation(
    trpc.version.rollback.mutationOptions({
      onError: useFailureToast(),
      onSuccess: (deployed) => {
        toast({
          title: t("rollbackDone", { name: versionSymbol("policy", deployed.number) }),
          tone: "success",
        });
      },
      onSettled: () => {
        setAsking(false);
        void queryClient.invalidateQueries(trpc.version.pathFilter());
        void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button
        icon={<Undo2 aria-hidden className="size-4" />}
        onClick={() => {
          setAsked({ currentVersionId, targetNumber });
          setAsking(true);
        }}
      >
        {t("rollback")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("rollbackTitle", { name })}
        description={t("rollbackText", { name })}
        confirmLabel={t("rollbackConfirm")}
        loading={rollback.isPending}
        onConfirm={() => rollback.mutate({ projectId, expectedCurrentVersionId: asked.currentVersionId })}
      />
    </>
  );
}
