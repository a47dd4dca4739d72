"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Rocket } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { versionSymbol } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-symbol";
import { Button } from "@/app/components/ui/Button";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { useTRPC } from "@/app/trpc/context";

export interface DeployButtonProps {
  projectId: string;
  version: { id: string; number: number };
  /** The policy that answers now. */
  current: { id: string; number: number } | null | undefined;
  size?: "sm" | "md";
}

export function DeployButton({ projectId, version, current, size = "md" }: DeployButtonProps) {
  const t = useTranslations("versions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  // What the question said when it was asked: somebody else may deploy while it is read.
  const [replaced, setReplaced] = useState(current);
  const name = versionSymbol("policy", version.number);
  const deploy = useMutation(
    trpc.version.deploy.mutationOptions({
      onError: useFailureToast(),
      onSuccess: () => toast({ title: t("deployDone", { name }), tone: "success" }),
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
        size={size}
        variant={size === "sm" ? "secondary" : "primary"}
        icon={<Rocket aria-hidden className={size === "sm" ? "size-3.5" : "size-4"} />}
        onClick={() => {
          setReplaced(current);
          setAsking(true);
        }}
      >
        {t("deploy")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("deployTitle", { name })}
        description={t("deployText", {
          current:
            replaced === null || replaced === undefined ? "none" : versionSymbol("policy", replaced.number),
        })}
        confirmLabel={t("deployConfirm")}
        loading={deploy.isPending}
        onConfirm={() =>
          deploy.mutate({
            projectId,
            versionId: version.id,
            expectedCurrentVersionId: replaced?.id ?? null,
          })
        }
      />
    </>
  );
}
