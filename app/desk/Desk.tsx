"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { useMe } from "@/app/components/shell/me";
import { ErrorState } from "@/app/components/ui/ErrorState";
import { requestErrorText } from "@/app/components/ui/error-text";
import { useErrorMessage } from "@/app/components/ui/use-error-message";
import { useToast } from "@/app/components/ui/Toaster";
import { DeskEmpty } from "@/app/desk/DeskEmpty";
import { DeskHeader } from "@/app/desk/DeskHeader";
import { DeskItemView } from "@/app/desk/DeskItemView";
import type { DeskItem } from "@/app/desk/desk-item";
import { DeskSkeleton } from "@/app/desk/DeskSkeleton";
import { keepItem } from "@/app/desk/kept-item";
import { KeysDialog } from "@/app/desk/KeysDialog";
import { pruneLocalDrafts, removeLocalDraft } from "@/app/desk/local-draft";
import { OutboxBanner } from "@/app/desk/OutboxBanner";
import type { Refused } from "@/app/desk/outbox";
import { RefusedJudgments } from "@/app/desk/RefusedJudgments";
import { useActivity } from "@/app/desk/use-activity";
import { useGuidelinesFold } from "@/app/desk/use-guidelines-fold";
import { useItemQueue } from "@/app/desk/use-item-queue";
import { useOutbox } from "@/app/desk/use-outbox";
import { useTRPCClient } from "@/app/trpc/context";
import { readAppError } from "@/app/trpc/read-app-error";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";

/** The annotator's page: one item after another, each claimed, judged, submitted. */
export function Desk({ projectId }: { projectId: string }) {
  const t = useTranslations("desk");
  const errors = useTranslations("errors");
  const me = useMe();
  const client = useTRPCClient();
  const toast = useToast();
  const errorMessage = useErrorMessage();
  const [keysOpen, setKeysOpen] = useState(false);
  const [plain, setPlain] = useState(false);
  const [announcement, setAnnouncement] = useState("");
  const [guidelinesOpen, setGuidelinesOpen] = useGuidelinesFold();

  const { outbox, state: outboxState } = useOutbox(me.id);
  // What was submitted before a reload goes first, or its item would be handed out again.
  const prepare = useCallback(() => outbox?.flush() ?? Promise.resolve(), [outbox]);
  const sentClaims = useCallback(
    () => outbox?.getState().waiting.map((outgoing) => outgoing.submission.claimId) ?? [],
    [outbox],
  );
  const { sawLifeWithin } = useActivity(0);
  const queue = useItemQueue({ projectId, sentClaims, sawLifeWithin, prepare });
  const { state, reload, finish, reopen, uncount } = queue;
  const onRefused = useEffectEvent(({ submission, refusal }: Refused) => {
    uncount(submission.claimId);
    toast({ tone: "danger", title: t("refusedTitle"), description: requestErrorText(errors, refusal) });
  });
  useEffect(() => outbox?.onRefused((refused) => onRefused(refused)), [outbox]);

  useEffect(() => pruneLocalDrafts(window.localStorage, Date.now()), []);

  // The connection is back.
  const waiting = outboxState.waiting.length;
  const hadWaiting = useRef(false);
  const failedOffline = state.phase === "failed" && readAppError(state.error)?.code === "OFFLINE";
  useEffect(() => {
    if (hadWaiting.current && waiting === 0 && failedOffline) reload();
    hadWaiting.current = waiting > 0;
  }, [waiting, failedOffline, reload]);
  useEffect(() => {
    if (state.phase !== "empty" && !failedOffline) return;
    const timer = window.setInterval(reload, failedOffline ? 5_000 : 20_000);
    return () => window.clearInterval(timer);
  }, [state.phase, failedOffline, reload]);

  const submit = (item: DeskItem, submission: JudgmentSubmission) => {
    if (outbox === null) return;
    const sending = outbox.add({ submission, projectId, item: keepItem(item) }).then((outcome) => {
      if (outcome === "stored") removeLocalDraft(window.localStorage, submission.claimId);
      if (outcome !== "refused") setAnnouncement(t(outcome === "stored" ? "submitted" : "submittedWaiting"));
    });
    finish(submission.claimId, true, sending);
  };

  const takeBackSkip = (item: DeskItem) => {
    client.annotate.takeBackSkip.mutate({ claimId: item.claimId }).then(
      () => reopen(item),
      (error: unknown) =>
        toast({ tone: "danger", title: t("stillSkipped"), description: errorMessage(error) }),
    );
  };

  const skip = (item: DeskItem, reason: string) => {
    const { claimId } = item;
    // The draft stays for a while: the skip may be taken back.
    const sending = client.annotate.skip.mutate({ claimId, reason }).then(
      () =>
        toast({
          title: t("skipped"),
          action: { label: t("undo"), onSelect: () => takeBackSkip(item) },
          duration: 10_000,
        }),
      (error: unknown) => {
        // Lost to somebody else meanwhile is as good as skipped.
        if (readAppError(error)?.code === "LEASE_NOT_YOURS") return;
        toast({ tone: "danger", title: t("skip"), description: errorMessage(error) });
      },
    );
    finish(claimId, false, sending);
  };

  const item = state.phase === "item" ? state.item : null;
  return (
    <div className="mx-auto flex w-full max-w-[112rem] flex-1 flex-col gap-2.5 px-3 pt-2 lg:h-[calc(100dvh-3rem)] lg:min-h-140 lg:flex-none lg:px-4 lg:pb-3">
      <DeskHeader
        item={item}
        progress={queue.progress}
        guidelinesOpen={guidelinesOpen}
        onToggleGuidelines={() => setGuidelinesOpen(!guidelinesOpen)}
        plain={plain}
        onTogglePlain={() => setPlain(!plain)}
        onShowKeys={() => setKeysOpen(true)}
      />
      <OutboxBanner state={outboxState} onRetry={() => void outbox?.flush()} />
      {outbox !== null && (
        <RefusedJudgments projectId={projectId} outbox={outbox} state={outboxState} onReopen={reopen} />
      )}
      {state.phase === "loading" && <DeskSkeleton />}
      {state.phase === "failed" && <ErrorState error={state.error} onRetry={reload} />}
      {state.phase === "empty" && <DeskEmpty done={queue.progress?.done ?? 0} onReload={reload} />}
      {item !== null && (
        <DeskItemView
          key={item.claimId}
          projectId={projectId}
          item={item}
          guidelinesOpen={guidelinesOpen}
          onCloseGuidelines={() => setGuidelinesOpen(false)}
          keysOpen={keysOpen}
          onShowKeys={() => setKeysOpen(true)}
          plain={plain}
          onSubmit={(submission) => submit(item, submission)}
          onSkip={(reason) => skip(item, reason)}
          onFinishedElsewhere={() => {
            toast({ title: t("elsewhereTitle") });
            finish(item.claimId, true, Promise.resolve());
          }}
          onLeave={() => finish(item.claimId, false, Promise.resolve())}
          announce={setAnnouncement}
        />
      )}
      <KeysDialog open={keysOpen} onOpenChange={setKeysOpen} />
      <div aria-live="polite" className="sr-only">
        {announcement}
      </div>
    </div>
  );
}
