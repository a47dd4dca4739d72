"use client";

import { useLocale, useTranslations } from "next-intl";
import { toText } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/hyperparameters";

/** Words for a run's settings; names and values that the messages don't know are shown as they are. */
export function useParameterText() {
  const t = useTranslations("runs");
  return {
    label(name: string): string {
      const key = `parameters.${name}.label` as "parameters.seed.label";
      return t.has(key) ? t(key) : name;
    },
    hint(name: string): string | undefined {
      const key = `parameters.${name}.hint` as "parameters.seed.hint";
      return t.has(key) ? t(key) : undefined;
    },
    value(value: unknown): string {
      const text = toText(value);
      const key = `options.${text}` as "options.auto";
      return /^[a-z0-9-]+$/i.test(text) && t.has(key) ? t(key) : text;
    },
  };
}

/** "3 min 20 s" from seconds. */
export function useDuration() {
  const t = useTranslations("runs");
  return (seconds: number): string => {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return t("seconds", { seconds: whole });
    const minutes = Math.floor(whole / 60);
    if (minutes < 10) return t("minutesSeconds", { minutes, seconds: whole % 60 });
    if (minutes < 60) return t("minutes", { minutes });
    return t("hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}

/** "12 of 40 prompts", "Sampling answers": what a job's progress says, in the reader's language. */
export function useProgressText() {
  const t = useTranslations("runs");
  const locale = useLocale();
  const figures = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    phase(phase: string): string {
      const key = `phases.${phase}` as "phases.train";
      return t.has(key) ? t(key) : phase;
    },
    amount(progress: { done: number; total: number | null; unit: string }): string {
      const key = `units.${progress.unit}` as "units.steps";
      const count = progress.total ?? progress.done;
      const unit = t.has(key) ? t(key, { count }) : progress.unit;
      if (progress.unit === "bytes") return megabytes(figures, progress);
      // iterations come in fractions; only whole ones are done
      const done = figures.format(Math.floor(progress.done));
      if (progress.total === null) return t("progressOnly", { done, unit });
      return t("progressOf", { done, total: figures.format(progress.total), unit });
    },
  };
}

function megabytes(
  figures: Intl.NumberFormat,
  { done, total }: { done: number; total: number | null },
): string {
  const said = (bytes: number) => figures.format(bytes / 1e6);
  return total === null ? `${said(done)} MB` : `${said(done)} / ${said(total)} MB`;
}
