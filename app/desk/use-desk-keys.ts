"use client";

import { useEffect, useEffectEvent } from "react";
import type { Direction } from "@/app/desk/cells";
import { RANKING_INPUT_ID } from "@/app/desk/element-ids";

export interface DeskKeys {
  labels: readonly string[];
  onScore: (value: number) => void;
  onMove: (direction: Direction) => void;
  onRankLabel: (label: string) => void;
  onTie: () => void;
  onUnrankLast: () => void;
  onReason: () => void;
  onSkip: () => void;
  onUndo: () => void;
  onSubmit: () => void;
  onHelp: () => void;
}

const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

function isTextField(element: Element | null): boolean {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && element.type !== "radio" && element.type !== "checkbox";
}

/** All keys of the desk. `enabled` is false while a dialog has them. */
export function useDeskKeys(keys: DeskKeys, enabled: boolean): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (dispatch(event, keys)) event.preventDefault();
  });
  useEffect(() => {
    if (!enabled) return;
    const handle = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", handle);
    return () => window.removeEventListener("keydown", handle);
  }, [enabled]);
}

/** True where the key was ours. */
function dispatch(event: KeyboardEvent, keys: DeskKeys): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const { key } = event;
  // The ranking's field takes letters and signs; what can't be one of those is a command there too.
  const ranking = target?.id === RANKING_INPUT_ID;
  const command = ranking && /^[?？sr]$/i.test(key) && !keys.labels.includes(key.toUpperCase());
  const typing = isTextField(target) && !command;
  if (event.ctrlKey || event.metaKey) {
    if (key === "Enter") return act(keys.onSubmit);
    // While typing, the browser's own undo is the expected one.
    if (key.toLowerCase() === "z" && !event.shiftKey && (!typing || ranking)) return act(keys.onUndo);
    return false;
  }
  if (typing) return false;
  const label = key.toUpperCase();
  if (key.length === 1 && keys.labels.includes(label)) return act(() => keys.onRankLabel(label));
  if (/^[1-5]$/.test(key)) return act(() => keys.onScore(Number(key)));
  const direction = ARROWS[key];
  if (direction !== undefined) {
    // A scroller that was focused by itself keeps its arrows.
    if (target?.matches("[role=group][tabindex='0']") === true) return false;
    return act(() => keys.onMove(direction));
  }
  switch (key) {
    case "=":
    case "＝":
      return act(keys.onTie);
    case "Backspace":
      return act(keys.onUnrankLast);
    case "?":
    case "？":
      return act(keys.onHelp);
    case "r":
    case "R":
      return act(keys.onReason);
    case "s":
    case "S":
      return act(keys.onSkip);
    case "Enter":
      // Enter presses the button that has the focus.
      return target?.closest("button, a, summary") ? false : act(keys.onSubmit);
    default:
      return false;
  }
}

function act(action: () => void): true {
  action();
  return true;
}
