import { Tokenizer } from "@huggingface/tokenizers";
import { AppError } from "@/lib/errors";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import type { TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";

/**
 * The library's tokenizer of a model, with what it lacks against Hugging Face's own put right.
 * @throws AppError MALFORMED_FILE
 */
export function makeTokenizer(files: TokenizerFiles): Tokenizer {
  const { tokenizerJson, tokenizerConfig } = files;
  const complete = {
    added_tokens: [],
    post_processor: null,
    decoder: null,
    ...tokenizerJson,
    normalizer: withRareIdeographs(tokenizerJson.normalizer ?? null),
    pre_tokenizer: withUnicodeDigits(tokenizerJson.pre_tokenizer ?? null),
  };
  // absent means no clean-up: only old BERT files want it, and they say so
  const config = { clean_up_tokenization_spaces: false, ...tokenizerConfig };
  try {
    return new Tokenizer(complete, config);
  } catch (error) {
    throw new AppError("MALFORMED_FILE", `tokenizer.json is not usable: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * The pre-tokenizer `Digits` means every Unicode number (², ½, １); the library's one knows only 0 to 9, but its `Split`
 * takes the class by name.
 */
function withUnicodeDigits(preTokenizer: unknown): unknown {
  if (typeof preTokenizer !== "object" || preTokenizer === null) return preTokenizer;
  const step = preTokenizer as JsonObject;
  if (step.type === "Sequence" && Array.isArray(step.pretokenizers)) {
    return { ...step, pretokenizers: step.pretokenizers.map(withUnicodeDigits) };
  }
  if (step.type !== "Digits") return preTokenizer;
  const pattern = { Regex: step.individual_digits === true ? "\\p{N}" : "\\p{N}+" };
  return { type: "Split", pattern, behavior: "Isolated", invert: false };
}

/** Ideographs beyond the first 65,536 characters. */
const RARE_IDEOGRAPHS =
  "[\\u{20000}-\\u{2a6df}\\u{2a700}-\\u{2b73f}\\u{2b740}-\\u{2b81f}\\u{2b920}-\\u{2ceaf}\\u{2f800}-\\u{2fa1f}]";

/** BERT puts spaces around every ideograph; the library's normaliser misses those that take two UTF-16 units. */
function withRareIdeographs(normalizer: unknown): unknown {
  if (typeof normalizer !== "object" || normalizer === null) return normalizer;
  const step = normalizer as JsonObject;
  if (step.type === "Sequence" && Array.isArray(step.normalizers)) {
    return { ...step, normalizers: step.normalizers.map(withRareIdeographs) };
  }
  if (step.type !== "BertNormalizer" || step.handle_chinese_chars === false) return normalizer;
  const spaced = { type: "Replace", pattern: { Regex: RARE_IDEOGRAPHS }, content: " $& " };
  return { type: "Sequence", normalizers: [spaced, normalizer] };
}
