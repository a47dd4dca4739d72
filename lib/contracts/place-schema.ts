import { z } from "zod";

/** A file or directory that a configuration names, with a name as it might be. */
export function placeSchema(description: string, example: string) {
  return z
    .string()
    .min(1)
    .meta({ description, examples: [example] });
}
