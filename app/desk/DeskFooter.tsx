"use client";

import { MessageSquare, SkipForward, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/app/components/ui/Button";
import { KeyHint } from "@/app/components/ui/KeyHint";
import { Popover } from "@/app/components/ui/Popover";
import { Textarea } from "@/app/components/ui/Textarea";
import { isComplete } from "@/app/desk/cells";
import type { Missing } from "@/app/desk/cells";
import { SUBMIT_BUTTON_ID } from "@/app/desk/element-ids";
import { missingWords } from "@/app/desk/missing-words";
import { SavedIndicator } from "@/app/desk/SavedIndicator";
import type { SaveState } from "@/app/desk/use-autosave";

export interface DeskFooterProps {
  saveState: SaveState;
  missing: Missing;
  showMissing: boolean;
  /** Says where to begin. */
  hint: boolean;
  comment: string;
  onComment: (text: string) => void;
  canUndo: boolean;
  onUndo: () => void;
  onSkip: () => void;
  onSubmit: () => void;
}

/** Stays at the bottom edge on a phone. */
export function DeskFooter(props: DeskFooterProps) {
  const t = useTranslations("desk");
  const complete = isComplete(props.missing);
  const hasComment = props.comment.trim() !== "";
  return (
    <footer className="sticky bottom-0 z-10 -mx-3 flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-canvas px-3 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] lg:static lg:mx-0 lg:border-0 lg:p-0">
      <div className="flex min-w-0 flex-1 items-center gap-3 max-sm:basis-full">
        <SavedIndicator state={props.saveState} />
        {props.hint && <span className="truncate text-xs text-muted">{t("startHint")}</span>}
        {props.showMissing && !complete && (
          <span className="truncate text-xs font-medium text-danger">{missingWords(props.missing, t)}</span>
        )}
      </div>
      <div className="flex items-center gap-1 max-sm:flex-1">
        <Popover
          label={t("commentLabel")}
          align="end"
          trigger={
            <Button variant="ghost" icon={<MessageSquare aria-hidden className="size-4" />}>
              <span className="max-sm:sr-only">{hasComment ? t("hasComment") : t("comment")}</span>
            </Button>
          }
        >
          <Textarea
            value={props.comment}
            maxLength={5000}
            rows={4}
            aria-label={t("commentLabel")}
            placeholder={t("commentPlaceholder")}
            onChange={(event) => props.onComment(event.currentTarget.value)}
          />
        </Popover>
        <Button
          variant="ghost"
          disabled={!props.canUndo}
          onClick={props.onUndo}
          icon={<Undo2 aria-hidden className="size-4" />}
        >
          <span className="max-sm:sr-only">{t("undo")}</span>
        </Button>
        <Button variant="ghost" onClick={props.onSkip} icon={<SkipForward aria-hidden className="size-4" />}>
          <span className="max-sm:sr-only">{t("skip")}</span>
          <KeyHint>S</KeyHint>
        </Button>
      </div>
      <Button
        id={SUBMIT_BUTTON_ID}
        variant="primary"
        onClick={props.onSubmit}
        aria-disabled={!complete}
        className="max-sm:h-11 max-sm:flex-1 lg:min-w-32"
      >
        {t("submit")}
        <KeyHint>⏎</KeyHint>
      </Button>
    </footer>
  );
}
