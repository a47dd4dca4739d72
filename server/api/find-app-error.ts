import { z } from "zod";
import { AppError } from "@/lib/errors";
import { invalidFields } from "@/lib/to-app-error";

/** Codes of a server that is away, starts or stops, and of connections that broke (Postgres, "Error Codes"; libuv). */
const UNAVAILABLE =
  /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH)$/;

/** What a person should be told about a failure, looked for along its causes; null if it is a defect of ours. */
export function findAppError(error: unknown): AppError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (cause instanceof AppError) return cause;
    if (cause instanceof z.ZodError) {
      return invalidFields(cause);
    }
    const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
    if (
      UNAVAILABLE.test(code) ||
      /timeout exceeded when trying to connect|Connection terminated/.test(cause.message)
    ) {
      return new AppError("DATABASE_UNAVAILABLE", "the database does not answer; try again in a moment", {
        cause: error,
      });
    }
  }
  return null;
}
