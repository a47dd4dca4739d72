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

/**
 * What a code leaves open, with the details that its sentence shows. The pages have a text for each reason; for a code
 * without one they have the code's.
 */
export const APP_ERROR_REASONS = {
  // CONFLICT
  emailTaken: [],
  lastAdmin: [],
  ownAccount: [],
  dimensionJudged: ["dimension", "scores"],
  itemBeingJudged: [],
  claimsCrowded: [],
  itemTaken: [],
  noResponsesYet: [],
  roundStatus: ["status"],
  nothingToCancel: ["status"],
  notRetryable: ["status"],
  alreadyDeployed: ["version"],
  otherDeployed: ["version"],
  nothingToRollBack: [],
  placeTaken: ["path"],
  // INVALID_INPUT
  invalidFields: ["fields"],
  wrongPassword: [],
  requestTooLarge: ["limit"],
  incompleteJudgment: ["problems"],
  roundWithoutPolicy: [],
  promptTooLong: ["promptTokens", "contextLength"],
  emptyAnswers: [],
  // RATE_LIMITED
  tooManySignIns: ["minutes"],
  // FORBIDDEN
  accountDisabled: [],
  fileForbidden: ["path"],
  // NOT_FOUND
  noDeployedPolicy: [],
  noSuchDatasetFiles: [],
  promptsNotUsable: [],
  fileMissing: ["path"],
  // LEASE_NOT_YOURS
  leaseTaken: [],
  itemGivenBack: [],
  // JUDGMENT_ALREADY_SUBMITTED
  earlierCounts: [],
  // ROUND_NOT_OPEN
  roundClosed: [],
  // NOT_ENOUGH_DATA
  fewJudgedPrompts: ["prompts", "needed"],
  noPrompts: [],
  fewPreferences: [
    "trainPrompts",
    "trainPromptsNeeded",
    "trainPairs",
    "trainPairsNeeded",
    "evalPairs",
    "evalPairsNeeded",
  ],
  // MALFORMED_FILE
  badLines: ["errors", "line"],
  nothingToImport: [],
  noJsonArray: [],
  datasetAltered: ["path"],
  modelIncomplete: ["version", "path"],
  // PARITY_FAILED
  parityNotMeasured: ["version"],
  // SAMPLER_UNAVAILABLE
  samplerNotConfigured: [],
} as const satisfies Record<string, readonly string[]>;

export type AppErrorReason = keyof typeof APP_ERROR_REASONS;

export type AppErrorDetails = Record<string, string | number | boolean | null | undefined>;

/** With a reason come the details that its sentence shows. */
type ThrownDetails =
  | {
      [R in AppErrorReason]: { reason: R } & Record<(typeof APP_ERROR_REASONS)[R][number], string | number>;
    }[AppErrorReason]
  | (AppErrorDetails & { reason?: never });

/** An error as it is stored and sent. */
export interface ToldError {
  code: AppErrorCode;
  message: string;
  details?: AppErrorDetails;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: AppErrorCode;
  readonly details: AppErrorDetails;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { cause?: unknown; details?: ThrownDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** An error that was told over a wire. */
  static told({ code, message, details = {} }: ToldError): AppError {
    return new AppError(code, message, { details: details as ThrownDetails });
  }
}
