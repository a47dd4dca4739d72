import { z } from "zod";
import { AppError } from "@/lib/errors";

/** What a person is told of whatever was thrown: system errors and rejected input by name, anything else as INTERNAL. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) {
    return invalidFields(error);
  }
  if (error instanceof Error) {
    const known = fromSystemError(error);
    if (known) return known;
    return new AppError("INTERNAL", error.message || error.name, { cause: error });
  }
  return new AppError("INTERNAL", String(error), { cause: error });
}

/** Rejected input, with the names of the fields at fault. */
export function invalidFields(error: z.ZodError): AppError {
  const fields = [...new Set(error.issues.map(({ path }) => path.join(".")).filter((name) => name !== ""))];
  const details = fields.length > 0 ? { reason: "invalidFields" as const, fields: fields.join(", ") } : {};
  return new AppError("INVALID_INPUT", z.prettifyError(error), { cause: error, details });
}

function fromSystemError(error: Error): AppError | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const place = path ?? "a file";
  switch (code) {
    case "ENOENT":
      return new AppError("NOT_FOUND", `${place} does not exist. Check the path.`, {
        cause: error,
        details: path === undefined ? {} : { reason: "fileMissing", path },
      });
    case "EACCES":
    case "EPERM":
      return new AppError("FORBIDDEN", `This user may not open ${place}. Check its permissions.`, {
        cause: error,
        details: path === undefined ? {} : { reason: "fileForbidden", path },
      });
    case "EISDIR":
      return new AppError("INVALID_INPUT", `${place} is a directory; a file was expected.`, { cause: error });
    case "ENOTDIR":
      return new AppError("INVALID_INPUT", `${place} is not a directory.`, { cause: error });
    case "ENOSPC":
      return new AppError("DISK_FULL", "The disk is full. Free some space and run it again.", {
        cause: error,
      });
    case "ECONNREFUSED":
      return new AppError("DATABASE_UNAVAILABLE", `Nothing answers there: ${error.message}. Is it running?`, {
        cause: error,
      });
    default:
      break;
  }
  if (error.name === "AbortError")
    return new AppError("RUN_CANCELLED", "The run was stopped.", { cause: error });
  if (error instanceof RangeError && /allocation failed|Invalid (typed )?array length/i.test(error.message)) {
    return new AppError("OUT_OF_MEMORY", `Not enough memory: ${error.message}.`, { cause: error });
  }
  return undefined;
}
