"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, FileUp, Pause, Pencil, Play, RotateCcw, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ImportResponsesDialog } from "@/app/[locale]/(workspace)/projects/[projectId]/rounds/ImportResponsesDialog";
import { Button } from "@/app/components/ui/Button";
import { ConfirmDialog } from "@/app/components/ui/ConfirmDialog";
import { IconButton } from "@/app/components/ui/IconButton";
import { Menu, MenuItem } from "@/app/components/ui/Menu";
import { useToast } from "@/app/components/ui/Toaster";
import { useFailureToast } from "@/app/components/use-failure-toast";
import { Link } from "@/app/i18n/navigation";
import { useTRPC } from "@/app/trpc/context";
import type { RouterOutputs } from "@/app/trpc/router-outputs";

export interface RoundActionsProps {
  projectId: string;
  round: RouterOutputs["round"]["get"];
}

/** What a round can be told from where it is; the obvious one is the main button. */
export function RoundActions({ projectId, round }: RoundActionsProps) {
  const t = useTranslations("rounds");
  const [dialog, setDialog] = useState<"close" | "import" | null>(null);
  const { open, pause, close, reopen } = useMoves();
  const { status } = round;
  const roundId = round.id;
  const busy = open.isPending || pause.isPending || close.isPending || reopen.isPending;
  const canOpen =
    status === "draft" || status === "paused" || (status === "sampling" && round.items.ready > 0);
  return (
    <>
      {status !== "closed" && (
        <Menu trigger={<IconButton label={t("more")} icon={<Ellipsis aria-hidden className="size-4" />} />}>
          <MenuItem
            icon={<FileUp aria-hidden className="size-4 text-muted" />}
            onSelect={() => setDialog("import")}
          >
            {t("importAnswers")}
          </MenuItem>
          <MenuItem
            icon={<Square aria-hidden className="size-4 text-muted" />}
            onSelect={() => setDialog("close")}
          >
            {t("close")}
          </MenuItem>
        </Menu>
      )}
      {status === "open" && (
        <Button
          icon={<Pause aria-hidden className="size-4" />}
          loading={busy}
          onClick={() => pause.mutate({ roundId })}
        >
          {t("pause")}
        </Button>
      )}
      {canOpen && (
        <Button
          variant={status === "sampling" ? "secondary" : "primary"}
          icon={<Play aria-hidden className="size-4" />}
          loading={busy}
          onClick={() => open.mutate({ roundId })}
        >
          {status === "sampling" ? t("openNow") : t("open")}
        </Button>
      )}
      {status === "closed" && (
        <Button
          icon={<RotateCcw aria-hidden className="size-4" />}
          loading={busy}
          onClick={() => reopen.mutate({ roundId })}
        >
          {t("reopen")}
        </Button>
      )}
      {status === "open" && round.items.ready > 0 && (
        <Button asChild variant="primary">
          <Link href={`/projects/${projectId}/annotate`}>
            <Pencil aria-hidden className="size-4" />
            {t("rateNow")}
          </Link>
        </Button>
      )}
      <ConfirmDialog
        open={dialog === "close"}
        onOpenChange={(next) => setDialog(next ? "close" : null)}
        title={t("closeTitle", { number: round.number })}
        description={t("closeText", {
          missing: Math.max(0, round.judgments.wanted - round.judgments.counted),
        })}
        confirmLabel={t("closeConfirm")}
        loading={close.isPending}
        onConfirm={() => close.mutate({ roundId }, { onSettled: () => setDialog(null) })}
      />
      <ImportResponsesDialog
        projectId={projectId}
        target={{ roundId }}
        open={dialog === "import"}
        onOpenChange={(next) => setDialog(next ? "import" : null)}
      />
    </>
  );
}

function useMoves() {
  const t = useTranslations("rounds");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const onError = useFailureToast();
  const said = (title: string) => ({
    onError,
    onSuccess: () => {
      void queryClient.invalidateQueries(trpc.round.pathFilter());
      void queryClient.invalidateQueries(trpc.project.overview.pathFilter());
      toast({ title, tone: "success" });
    },
  });
  return {
    open: useMutation(trpc.round.open.mutationOptions(said(t("opened")))),
    pause: useMutation(trpc.round.pause.mutationOptions(said(t("paused")))),
    close: useMutation(trpc.round.close.mutationOptions(said(t("closed")))),
    reopen: useMutation(trpc.round.reopen.mutationOptions(said(t("reopened")))),
  };
}
