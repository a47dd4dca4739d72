import type { useTranslations } from "next-intl";
import {
  APP_ERROR_CODES,
  APP_ERROR_REASONS,
  type AppErrorCode,
  type AppErrorDetails,
  type AppErrorReason,
} from "@/lib/errors";

export interface TellableError {
  /** One of ours, OFFLINE, or whatever an older version wrote. */
  code: string;
  /** English: what only the one who threw it knows, such as a tensor's name. */
  message: string;
  details?: AppErrorDetails;
}

type Translate = ReturnType<typeof useTranslations<"errors">>;

/** Codes whose own sentence says all that a reader can use. */
const COMPLETE: ReadonlySet<string> = new Set<AppErrorCode | "OFFLINE">([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INVALID_INPUT",
  "CONFLICT",
  "RATE_LIMITED",
  "SETUP_ALREADY_DONE",
  "LINK_INVALID_OR_USED",
  "LEASE_NOT_YOURS",
  "JUDGMENT_ALREADY_SUBMITTED",
  "ROUND_NOT_OPEN",
  "DATASET_EMPTY",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
  "OFFLINE",
]);

/** Codes whose sentence speaks to somebody at a form; a run has its own. */
export const JOB_CODES = ["FORBIDDEN", "NOT_FOUND", "INVALID_INPUT", "CONFLICT", "INTERNAL"] as const;

/** What a request's failure is called in the reader's language. */
export function requestErrorText(t: Translate, error: TellableError): string {
  const reasonText = textOfReason(t, error.details);
  if (reasonText !== null) return reasonText;
  const { message } = error;
  const code = knownCode(error.code);
  const text = t(code, { message });
  return COMPLETE.has(code) ? text : withDetail(t, text, message);
}

/** Why a run ended, in the reader's language; the worker's own words name the thing at fault. */
export function jobErrorText(t: Translate, error: TellableError): string {
  const reasonText = textOfReason(t, error.details);
  if (reasonText !== null) return reasonText;
  const { message } = error;
  const code = knownCode(error.code);
  const own = JOB_CODES.find((one) => one === code);
  return withDetail(t, own ? t(`jobs.${own}`) : t(code, { message }), message);
}

function textOfReason(t: Translate, details: AppErrorDetails = {}): string | null {
  const { reason } = details;
  if (typeof reason !== "string" || !Object.hasOwn(APP_ERROR_REASONS, reason)) return null;
  const values: Record<string, string | number> = {};
  for (const name of APP_ERROR_REASONS[reason as AppErrorReason]) {
    const value = details[name];
    // an older server's error: its code's sentence can be said
    if (typeof value !== "string" && typeof value !== "number") return null;
    values[name] = value;
  }
  return t(`reasons.${reason as AppErrorReason}`, values);
}

function knownCode(code: string): AppErrorCode | "OFFLINE" {
  return code === "OFFLINE" ? code : (APP_ERROR_CODES.find((one) => one === code) ?? "INTERNAL");
}

function withDetail(t: Translate, text: string, message: string): string {
  return message === "" ? text : t("withDetail", { text, message });
}
