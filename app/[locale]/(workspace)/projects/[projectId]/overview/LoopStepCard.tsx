"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { classNames } from "@/app/components/ui/class-names";
import { Link } from "@/app/i18n/navigation";

export interface LoopStepCardProps {
  href: string;
  title: string;
  note: string;
  figure: string;
  detail: string;
  state: "done" | "current" | "ahead";
  last: boolean;
}

/** One step: a mark on the line, its name, its figure. A column on a wide page, a row on a phone. */
export function LoopStepCard({ href, title, note, figure, detail, state, last }: LoopStepCardProps) {
  const t = useTranslations("overview");
  return (
    <li
      aria-current={state === "current" ? "step" : undefined}
      className="relative flex gap-3 pb-4 sm:flex-col sm:items-center sm:gap-0 sm:pb-3 sm:text-center"
    >
      {!last && (
        <span
          aria-hidden
          className={classNames(
            "absolute top-6 bottom-0 left-[11px] w-px sm:top-[11px] sm:bottom-auto sm:left-[calc(50%+18px)] sm:h-px sm:w-[calc(100%-36px)]",
            state === "done" ? "bg-accent" : "bg-line-strong",
          )}
        />
      )}
      <span
        className={classNames(
          "relative flex size-6 shrink-0 items-center justify-center rounded-full border-2",
          state === "done" && "border-accent bg-accent text-on-accent",
          state === "current" && "border-accent bg-panel",
          state === "ahead" && "border-line-strong bg-panel",
        )}
      >
        {state === "done" && <Check aria-hidden className="size-3.5" strokeWidth={3} />}
        {state === "current" && <span aria-hidden className="size-2.5 rounded-full bg-accent" />}
        <span className="sr-only">{state === "done" ? t("done") : state === "current" ? t("here") : ""}</span>
      </span>
      <Link
        href={href}
        title={note}
        className="min-w-0 flex-1 rounded-md px-2 py-0.5 transition-colors duration-150 hover:bg-sunken sm:mt-1.5 sm:w-full sm:py-1.5"
      >
        <span
          className={classNames(
            "block text-sm",
            state === "current" ? "font-semibold text-accent" : "font-medium text-muted",
          )}
        >
          {title}
        </span>
        <span className="block text-lg font-semibold tracking-tight figures">{figure}</span>
        <span className="block text-xs text-faint figures">{detail}</span>
      </Link>
    </li>
  );
}
