"use client";

import { useTranslations } from "next-intl";
import type { TryOutState } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/[versionId]/use-try-out";
import { useErrorMessage } from "@/app/components/ui/use-error-message";

export function TriedAnswer({ name, state }: { name: string; state: TryOutState }) {
  const t = useTranslations("versions");
  const errorMessage = useErrorMessage();
  const { text, end, running, stopped, error } = state;
  return (
    <div className="min-w-0 rounded-md border border-line bg-paper p-3" aria-busy={running}>
      <div className="mb-1 flex items-baseline justify-between gap-3 text-xs text-faint figures">
        <b className="font-semibold text-muted">{name}</b>
        <span role="status">
          {running && t("tryThinking")}
          {stopped && t("tryStopped")}
          {end !== null && t("tryTokens", { count: end.tokens })}
          {end?.finishReason === "length" && ` · ${t("tryCutOff")}`}
        </span>
      </div>
      <p className="min-h-6 text-base whitespace-pre-wrap reading">
        {text}
        {running && (
          <span
            aria-hidden
            className="ml-0.5 inline-block h-4 w-1.5 animate-breathe bg-accent align-middle"
          />
        )}
      </p>
      {end !== null && text.trim() === "" && <p className="text-sm text-muted">{t("tryEmpty")}</p>}
      {error !== null && (
        <p role="alert" className="text-sm text-danger">
          {errorMessage(error)}
        </p>
      )}
    </div>
  );
}
