"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/app/components/ui/Button";
import { Dialog } from "@/app/components/ui/Dialog";
import { Notice } from "@/app/components/ui/Notice";
import { useToast } from "@/app/components/ui/Toaster";
import type { DeskItem } from "@/app/desk/desk-item";
import type { Outbox, OutboxState, Refused } from "@/app/desk/outbox";
import { RefusedJudgment } from "@/app/desk/RefusedJudgment";

export interface RefusedJudgmentsProps {
  projectId: string;
  outbox: Outbox;
  state: OutboxState;
  onReopen: (item: DeskItem) => void;
}

/** What the server did not take: kept in this browser, to be looked at, put right, or discarded. */
export function RefusedJudgments({ projectId, outbox, state, onReopen }: RefusedJudgmentsProps) {
  const t = useTranslations("desk");
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const refused = state.refused.filter((each) => (each.projectId ?? projectId) === projectId);
  if (refused.length === 0) return null;

  const discard = (entry: Refused) => {
    outbox.discard(entry.submission.claimId);
    toast({
      title: t("refusedDiscarded"),
      action: { label: t("undo"), onSelect: () => outbox.keepRefused(entry) },
      duration: 10_000,
    });
  };
  const reopen = ({ submission, item }: Refused) => {
    if (item === undefined) return;
    const { scores, ranking, comment, activeSeconds } = submission;
    // oldest of all: what this browser has kept of the item since then wins
    const draft = { scores, ranking, comment, activeSeconds, updatedAt: new Date(0) };
    setOpen(false);
    onReopen({ ...item, draft });
  };
  return (
    <>
      <Notice
        tone="danger"
        role="status"
        icon={<TriangleAlert aria-hidden className="size-4" />}
        action={
          <Button size="sm" onClick={() => setOpen(true)}>
            {t("refusedShow")}
          </Button>
        }
      >
        {t("refusedCount", { count: refused.length })}
      </Notice>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t("refusedDialogTitle")}
        description={t("refusedDialogText")}
        width="lg"
      >
        <ul className="divide-y divide-line">
          {refused.map((entry) => (
            <RefusedJudgment
              key={entry.submission.claimId}
              refused={entry}
              onReopen={() => reopen(entry)}
              onDiscard={() => discard(entry)}
            />
          ))}
        </ul>
      </Dialog>
    </>
  );
}
