/**
 * The one error type that people see. `code` is stable and machine-readable, `message` says what happened and what
 * to do, in English; pages translate by code and fill in `details`.
 */
export const APP_ERROR_CODES = [
  // requests
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INVALID_INPUT",
  "CONFLICT",
  "RATE_LIMITED",
  "SETUP_ALREADY_DONE",
  "LINK_INVALID_OR_USED",
  // annotation
  "LEASE_NOT_YOURS",
  "JUDGMENT_ALREADY_SUBMITTED",
  "ROUND_NOT_OPEN",
  "NOT_ENOUGH_DATA",
  "DATASET_EMPTY",
  // models and files
  "UNKNOWN_ARCHITECTURE",
  "MISSING_TENSOR",
  "WRONG_SHAPE",
  "TRUNCATED_FILE",
  "MALFORMED_FILE",
  "UNSUPPORTED_FORMAT",
  "SOURCE_UNREACHABLE",
  "VOCABULARY_MISMATCH",
  "PARITY_FAILED",
  // runs
  "RUN_CANCELLED",
  "RUN_DIVERGED",
  "RUN_LOST",
  "OUT_OF_MEMORY",
  "DISK_FULL",
  // services
  "SAMPLER_UNAVAILABLE",
  "SAMPLER_BUSY",
  "TENSORFLOW_UNAVAILABLE",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
] as const;

export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

export type AppErrorDetails = Record<string, string | number | boolean | null | undefined>;

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { cause?: unknown; details?: AppErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
