import { TRPCClientError } from "@trpc/client";
import { AppError } from "@/lib/errors";
import type { AppErrorCode, AppErrorDetails } from "@/lib/errors";

export interface ReadAppError {
  /** OFFLINE: no answer came, so nobody knows whether the request arrived. */
  code: AppErrorCode | "OFFLINE";
  /** English, from the server. */
  message: string;
  details: AppErrorDetails;
}

/** What the server's error formatter adds to a tRPC error. */
interface AppErrorData {
  app?: { code?: AppErrorCode; details?: AppErrorDetails } | null;
  code?: string;
}

export function readAppError(error: unknown): ReadAppError | null {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details };
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as AppErrorData | null | undefined;
  if (data === null || data === undefined) return { code: "OFFLINE", message: "", details: {} };
  const code = data.app?.code ?? (data.code === "BAD_REQUEST" ? "INVALID_INPUT" : "INTERNAL");
  return { code, message: error.message, details: data.app?.details ?? {} };
}
