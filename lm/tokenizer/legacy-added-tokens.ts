import { z } from "zod";
import { AppError } from "@/lib/errors";
import { readJsonIfPresent, type JsonObject } from "@/lm/tokenizer/json-file";
import { SPECIAL_TOKEN_FIELDS } from "@/lm/tokenizer/special-token-fields";
import { tokenText } from "@/lm/tokenizer/token-text";
import { addedToken, type AddedToken } from "@/lm/tokenizer/tokenizer-json";

const decoderSchema = z.record(
  z.string().regex(/^\d+$/),
  z.object({
    content: z.string(),
    single_word: z.boolean().default(false),
    lstrip: z.boolean().default(false),
    rstrip: z.boolean().default(false),
    normalized: z.boolean().default(false),
    special: z.boolean().default(false),
  }),
);
const addedSchema = z.record(z.string(), z.int().min(0));

/**
 * The tokens that a slow tokenizer knows beyond its pieces: `added_tokens_decoder` of tokenizer_config.json, or in
 * older directories added_tokens.json with the special ones named beside it; and special tokens that are pieces.
 * @throws AppError MALFORMED_FILE
 */
export function legacyAddedTokens(
  directory: string,
  config: Readonly<JsonObject>,
  vocabulary: Readonly<Record<string, number>> = {},
): AddedToken[] {
  const special = specialTexts(config);
  if (config.added_tokens_decoder !== undefined) {
    const tokens = parse(decoderSchema, config.added_tokens_decoder, "added_tokens_decoder");
    return Object.entries(tokens).map(([id, token]) => ({ id: Number(id), ...token }));
  }
  const added = parse(
    addedSchema,
    readJsonIfPresent(directory, "added_tokens.json") ?? {},
    "added_tokens.json",
  );
  const ids = new Map(Object.entries(added));
  for (const text of special) {
    const id = Object.hasOwn(vocabulary, text) ? vocabulary[text] : undefined;
    if (id !== undefined && !ids.has(text)) ids.set(text, id);
  }
  return Array.from(ids, ([text, id]) => ({ ...addedToken(text, {}, special.has(text)), id }));
}

function specialTexts(config: Readonly<JsonObject>): Set<string> {
  const { additional_special_tokens: additional } = config;
  const values = [
    ...SPECIAL_TOKEN_FIELDS.map((field) => config[field]),
    ...(Array.isArray(additional) ? (additional as unknown[]) : []),
  ];
  return new Set(values.map(tokenText).filter((text) => text !== undefined));
}

function parse<S extends z.ZodType>(schema: S, value: unknown, name: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("MALFORMED_FILE", `${name} of the tokenizer is not what it should be.`, {
    cause: parsed.error,
  });
}
