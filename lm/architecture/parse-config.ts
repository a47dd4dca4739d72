import { z } from "zod";
import { AppError } from "@/lib/errors";

/** A size in config.json. The bound keeps products of two sizes exact and refuses absurd files early. */
export const sizeSchema = z.int().min(1).max(16_777_216);

/** Parses config.json by an architecture's schema. @throws AppError MALFORMED_FILE */
export function parseConfig<S extends z.ZodType>(schema: S, json: unknown): z.output<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new AppError("MALFORMED_FILE", `config.json is not usable:\n${z.prettifyError(result.error)}`, {
    cause: result.error,
  });
}

/** Refuses a setting that changes the computation in a way the architecture does not follow. */
export function unsupportedSetting(name: string, value: unknown, supported: string): AppError {
  return new AppError(
    "UNSUPPORTED_FORMAT",
    `config.json asks for ${name} = ${JSON.stringify(value)}; supported: ${supported}.`,
    { details: { setting: name } },
  );
}
