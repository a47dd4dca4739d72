"use client";

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { useTranslations } from "next-intl";
import { classNames } from "@/app/components/ui/class-names";
import { findMissing, isComplete, nextTarget, stepCell } from "@/app/desk/cells";
import type { Cell, DeskShape, DeskTarget, Direction } from "@/app/desk/cells";
import { Conversation } from "@/app/desk/Conversation";
import { DeskFooter } from "@/app/desk/DeskFooter";
import type { DeskItem } from "@/app/desk/desk-item";
import { deskReducer, initialDeskState, toScores } from "@/app/desk/desk-state";
import { focusCell, focusElement, focusTarget } from "@/app/desk/focus";
import { reasonElementId } from "@/app/desk/element-ids";
import { Guidelines } from "@/app/desk/Guidelines";
import { LeaseLapsed } from "@/app/desk/LeaseLapsed";
import { LeaseLost } from "@/app/desk/LeaseLost";
import { missingWords } from "@/app/desk/missing-words";
import { openItem } from "@/app/desk/open-item";
import { appendToRanking, removeFromRanking } from "@/app/desk/ranking";
import { RankingBar } from "@/app/desk/RankingBar";
import { formatRanking } from "@/app/desk/ranking-text";
import { ResponseStack } from "@/app/desk/ResponseStack";
import type { CellHandlers } from "@/app/desk/ResponseColumn";
import { SkipDialog } from "@/app/desk/SkipDialog";
import { openTabChannel } from "@/app/desk/tab-channel";
import type { TabChannel } from "@/app/desk/tab-channel";
import { useActivity } from "@/app/desk/use-activity";
import { useAutosave } from "@/app/desk/use-autosave";
import { useDeskKeys } from "@/app/desk/use-desk-keys";
import { useHeartbeat } from "@/app/desk/use-heartbeat";
import type { JudgmentSubmission, Ranking } from "@/lib/contracts/judgment";

export interface DeskItemViewProps {
  projectId: string;
  item: DeskItem;
  guidelinesOpen: boolean;
  onCloseGuidelines: () => void;
  keysOpen: boolean;
  onShowKeys: () => void;
  plain: boolean;
  onSubmit: (submission: JudgmentSubmission) => void;
  onSkip: (reason: string) => void;
  onFinishedElsewhere: () => void;
  onLeave: () => void;
  /** Said to screen readers. */
  announce: (words: string) => void;
}

/** One item, from its first look to its submission; made anew for each (`key={claimId}`). */
export function DeskItemView(props: DeskItemViewProps) {
  const { item, projectId, announce } = props;
  const t = useTranslations("desk");
  const [opened] = useState(() => openItem(item));
  const [state, dispatch] = useReducer(deskReducer, opened.answers, initialDeskState);
  const [activeCell, setActiveCell] = useState<Cell | null>(null);
  const [openReasons, setOpenReasons] = useState<readonly Cell[]>([]);
  const [tiePending, setTiePending] = useState(false);
  const [showMissing, setShowMissing] = useState(false);
  const [hinted, setHinted] = useState(false);
  const [skipOpen, setSkipOpen] = useState(false);
  const [leaseLost, setLeaseLost] = useState(false);
  const { answers } = state;

  const shape: DeskShape = useMemo(
    () => ({
      responseIds: item.responses.map((response) => response.id),
      dimensions: item.rubric.map((dimension) => dimension.key),
    }),
    [item],
  );
  const missing = findMissing(answers, shape);
  const onLeaseLost = useCallback(() => setLeaseLost(true), []);
  const { activeSeconds, sawLifeWithin } = useActivity(opened.activeSeconds);
  const touched = opened.restored || state.past.length > 0;
  const { state: saveState, stop: stopSaving } = useAutosave({
    claimId: item.claimId,
    answers,
    touched,
    idempotencyKey: opened.idempotencyKey,
    shownAt: opened.shownAt,
    activeSeconds,
    onLeaseLost,
  });
  const { lapsed, claimAgain } = useHeartbeat({ claimId: item.claimId, sawLifeWithin, onLeaseLost });

  // Other tabs of this browser that show the same item.
  const channel = useRef<TabChannel | null>(null);
  const { onFinishedElsewhere } = props;
  useEffect(() => {
    const opening = openTabChannel(projectId, (message) => {
      if (message.claimId !== item.claimId) return;
      if (message.type === "finished") {
        onFinishedElsewhere();
        return;
      }
      dispatch({ type: "load", answers: message.answers });
    });
    channel.current = opening;
    return () => opening.close();
  }, [projectId, item.claimId, onFinishedElsewhere]);
  useEffect(() => {
    // What came from another tab is not sent back: it would undo what was entered there since.
    if (!state.ownChange) return;
    channel.current?.post({ type: "changed", claimId: item.claimId, answers: state.answers });
  }, [state, item.claimId]);

  // The hand starts at what is open.
  useEffect(() => {
    const first = nextTarget(opened.answers, shape, null);
    if (first.kind === "cell") focusCell(opened.answers, first.cell, { scroll: false });
    else focusTarget(opened.answers, first);
  }, [opened, shape]);

  const go = (target: DeskTarget, now = answers) => focusTarget(now, target);

  const score = (cell: Cell, value: number, advance: boolean) => {
    const action = { type: "score", ...cell, value } as const;
    dispatch(action);
    if (!advance) return;
    const then = deskReducer(state, action).answers;
    go(nextTarget(then, shape, cell), then);
  };

  const rank = (ranking: Ranking) => {
    dispatch({ type: "rank", ranking });
    setTiePending(false);
    announce(
      ranking.length === 0
        ? t("rankingCleared")
        : t("rankingNow", { ranking: formatRanking(ranking, item.responses) }),
    );
  };

  const openReason = (cell: Cell) => {
    setOpenReasons((open) => [...open, cell]);
    requestAnimationFrame(() => focusElement(reasonElementId(cell)));
  };

  const handlers: CellHandlers = {
    onScore: (cell, value) => score(cell, value, false),
    onReason: (cell, text) => dispatch({ type: "reason", ...cell, text }),
    onOpenReason: openReason,
    onCloseReason: (cell, refocus) => {
      setOpenReasons((open) =>
        open.filter((each) => each.responseId !== cell.responseId || each.dimension !== cell.dimension),
      );
      if (refocus) focusCell(answers, cell);
    },
    onActivate: setActiveCell,
  };

  const submit = () => {
    if (!isComplete(missing)) {
      // a second Enter after the item before is no attempt to submit this one
      if (touched) setShowMissing(true);
      else setHinted(true);
      announce(touched ? missingWords(missing, t) : t("startHint"));
      go(nextTarget(answers, shape, null));
      return;
    }
    stopSaving();
    channel.current?.post({ type: "finished", claimId: item.claimId });
    const comment = answers.comment.trim();
    props.onSubmit({
      claimId: item.claimId,
      idempotencyKey: opened.idempotencyKey,
      scores: toScores(answers),
      ranking: shape.responseIds.length === 1 ? [[...shape.responseIds]] : answers.ranking,
      ...(comment !== "" && { comment }),
      activeSeconds: activeSeconds(),
      shownAt: opened.shownAt,
    });
  };

  const undo = () => {
    if (state.past.length === 0) return;
    dispatch({ type: "undo" });
    announce(t("undone"));
  };

  const currentCell = (): Cell | null => {
    if (activeCell !== null) return activeCell;
    const first = nextTarget(answers, shape, null);
    return first.kind === "cell" ? first.cell : null;
  };

  useDeskKeys(
    {
      labels: item.responses.length > 1 ? item.responses.map((response) => response.label) : [],
      onScore: (value) => {
        const cell = currentCell();
        if (cell !== null) score(cell, value, true);
      },
      onMove: (direction: Direction) => {
        const cell = currentCell();
        if (cell !== null) focusCell(answers, activeCell === null ? cell : stepCell(shape, cell, direction));
      },
      onRankLabel: (label) => {
        const response = item.responses.find((each) => each.label === label);
        if (response === undefined) return;
        const ranking = appendToRanking(answers.ranking, response.id, tiePending);
        rank(ranking);
        if (isComplete(findMissing({ ...answers, ranking }, shape))) go({ kind: "submit" });
      },
      onTie: () => setTiePending(answers.ranking.length > 0),
      onUnrankLast: () => {
        const last = answers.ranking.at(-1)?.at(-1);
        if (tiePending) setTiePending(false);
        else if (last !== undefined) rank(removeFromRanking(answers.ranking, last));
      },
      onReason: () => {
        const cell = currentCell();
        if (cell !== null) openReason(cell);
      },
      onSkip: () => setSkipOpen(true),
      onUndo: undo,
      onSubmit: submit,
      onHelp: props.onShowKeys,
    },
    !skipOpen && !props.keysOpen,
  );

  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2.5 lg:min-h-0">
      {leaseLost && <LeaseLost onTakeNext={props.onLeave} />}
      {lapsed && !leaseLost && <LeaseLapsed onClaimAgain={claimAgain} />}
      <div
        className={classNames(
          "grid shrink-0 gap-2.5",
          props.guidelinesOpen && "lg:min-h-40 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]",
        )}
      >
        <Conversation messages={item.messages} />
        {props.guidelinesOpen && (
          <Guidelines
            guidelines={item.guidelines}
            version={item.guidelinesVersion}
            rubric={item.rubric}
            onClose={props.onCloseGuidelines}
          />
        )}
      </div>
      <ResponseStack
        responses={item.responses}
        rubric={item.rubric}
        answers={answers}
        activeCell={activeCell}
        openReasons={openReasons}
        showMissing={showMissing}
        plain={props.plain}
        handlers={handlers}
      />
      {item.responses.length > 1 && (
        <RankingBar
          responses={item.responses}
          ranking={answers.ranking}
          onRank={rank}
          tiePending={tiePending}
          showMissing={showMissing}
          onEnter={submit}
        />
      )}
      <DeskFooter
        saveState={saveState}
        missing={missing}
        showMissing={showMissing}
        hint={hinted && !touched}
        comment={answers.comment}
        onComment={(text) => dispatch({ type: "comment", text })}
        canUndo={state.past.length > 0}
        onUndo={undo}
        onSkip={() => setSkipOpen(true)}
        onSubmit={submit}
      />
      <SkipDialog
        open={skipOpen}
        onOpenChange={setSkipOpen}
        onSkip={(reason) => {
          setSkipOpen(false);
          stopSaving();
          channel.current?.post({ type: "finished", claimId: item.claimId });
          props.onSkip(reason);
        }}
      />
    </div>
  );
}
