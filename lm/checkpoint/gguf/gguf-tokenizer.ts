import { AppError } from "@/lib/errors";
import type { MetadataReader } from "@/lm/checkpoint/gguf/metadata-reader";
import { sentencePieceBpe } from "@/lm/tokenizer/sentence-piece-json";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import type { TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";
import { byteLevelBpe, type WordSplit } from "@/lm/tokenizer/tokenizer-json";

/** How `tokenizer.ggml.pre` says that text is cut into words (llama.cpp's names). */
const WORD_SPLITS: Readonly<Record<string, WordSplit>> = {
  "gpt-2": "gpt2",
  mpt: "gpt2",
  olmo: "gpt2",
  jais: "gpt2",
  phi2: "gpt2",
  "phi-2": "gpt2",
  smollm: "smollm",
  starcoder: "smollm",
  refact: "smollm",
  "command-r": "smollm",
  "llama-bpe": "llama3",
  llama3: "llama3",
  "llama-v3": "llama3",
  qwen2: "qwen2",
  "deepseek-r1-qwen": "qwen2",
};

/** llama.cpp's token types. */
const CONTROL = 3;
const USER_DEFINED = 4;

/**
 * The tokenizer of a GGUF file as tokenizer.json and tokenizer_config.json.
 * @throws AppError UNSUPPORTED_FORMAT for a kind that is not known, MALFORMED_FILE
 */
export function ggufTokenizer(metadata: MetadataReader): TokenizerFiles {
  const tokens = metadata.strings("tokenizer.ggml.tokens");
  const special = specialTokens(metadata, tokens);
  const tokenizerConfig: JsonObject = {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...special,
    clean_up_tokenization_spaces: false,
    chat_template: metadata.optionalString("tokenizer.chat_template"),
  };
  const kind = metadata.string("tokenizer.ggml.model");
  switch (kind) {
    case "gpt2":
      return { tokenizerJson: byteLevelTokenizer(metadata, tokens, special), tokenizerConfig };
    case "llama":
      return { tokenizerJson: sentencePieceTokenizer(metadata, tokens, special), tokenizerConfig };
    default:
      throw new AppError(
        "UNSUPPORTED_FORMAT",
        `The GGUF file's tokenizer is of kind "${kind}"; supported: gpt2 (byte-level BPE), llama (SentencePiece BPE).`,
      );
  }
}

type SpecialTokens = Partial<Record<"bos_token" | "eos_token" | "unk_token" | "pad_token", string>>;

function specialTokens(metadata: MetadataReader, tokens: readonly string[]): SpecialTokens {
  const at = (key: string) => tokens[metadata.optionalNumber(`tokenizer.ggml.${key}_token_id`) ?? -1];
  return { bos_token: at("bos"), eos_token: at("eos"), unk_token: at("unknown"), pad_token: at("padding") };
}

function byteLevelTokenizer(
  metadata: MetadataReader,
  tokens: readonly string[],
  special: SpecialTokens,
): JsonObject {
  const split = statedSplit(metadata) ?? usualSplit(metadata, tokens);
  const types = metadata.optionalNumbers("tokenizer.ggml.token_type") ?? [];
  const ofType = (type: number) => tokens.filter((_, id) => types[id] === type);
  const addsStart = metadata.boolean("tokenizer.ggml.add_bos_token", split === "llama3");
  return byteLevelBpe({
    vocabulary: vocabularyOf(tokens),
    merges: metadata.strings("tokenizer.ggml.merges"),
    special: ofType(CONTROL),
    added: ofType(USER_DEFINED),
    split,
    addPrefixSpace: metadata.boolean("tokenizer.ggml.add_space_prefix", false),
    startToken: addsStart ? special.bos_token : undefined,
    ignoreMerges: split === "llama3",
  });
}

/** Undefined where the file does not say: older converters did not write it, or wrote "default". */
function statedSplit(metadata: MetadataReader): WordSplit | undefined {
  const pre = metadata.optionalString("tokenizer.ggml.pre") ?? "default";
  if (pre === "default") return undefined;
  const split = Object.hasOwn(WORD_SPLITS, pre) ? WORD_SPLITS[pre] : undefined;
  if (split) return split;
  throw new AppError(
    "UNSUPPORTED_FORMAT",
    `The GGUF file's tokenizer cuts words the way of "${pre}"; supported: ${Object.keys(WORD_SPLITS).join(", ")}.`,
  );
}

/**
 * What models of the architecture cut words by. llama.cpp takes a rule of its own here, which is no model's, and says
 * that the quality will be degraded.
 */
function usualSplit(metadata: MetadataReader, tokens: readonly string[]): WordSplit {
  if (metadata.string("general.architecture") === "qwen2") return "qwen2";
  return tokens.includes("<|begin_of_text|>") ? "llama3" : "gpt2";
}

/** What a person should know of the tokenizer that ggufTokenizer makes. */
export function ggufTokenizerWarnings(metadata: MetadataReader): string[] {
  if (metadata.string("tokenizer.ggml.model") !== "gpt2" || statedSplit(metadata)) return [];
  const split = usualSplit(metadata, metadata.strings("tokenizer.ggml.tokens"));
  return [
    `The GGUF file does not say how its tokenizer cuts text into words (tokenizer.ggml.pre): taken as ${split}. ` +
      "If that is wrong, tokens and answers are worse than the model's own; a newly converted file says it.",
  ];
}

function sentencePieceTokenizer(
  metadata: MetadataReader,
  tokens: readonly string[],
  special: SpecialTokens,
): JsonObject {
  const scores = metadata.optionalNumbers("tokenizer.ggml.scores");
  if (scores?.length !== tokens.length) {
    throw new AppError("MALFORMED_FILE", "The GGUF file's tokenizer has no score for each token.");
  }
  const types = metadata.optionalNumbers("tokenizer.ggml.token_type") ?? [];
  return sentencePieceBpe({
    vocabulary: vocabularyOf(tokens),
    scores,
    special: tokens.filter((token, id) => types[id] === CONTROL || token === special.unk_token),
    added: tokens.filter((_, id) => types[id] === USER_DEFINED),
    unknownToken: special.unk_token ?? "<unk>",
    startToken: metadata.boolean("tokenizer.ggml.add_bos_token", true) ? special.bos_token : undefined,
    addPrefixSpace: metadata.boolean("tokenizer.ggml.add_space_prefix", true),
  });
}

function vocabularyOf(tokens: readonly string[]): Record<string, number> {
  // a Map first: a token may be named "__proto__"
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) if (!ids.has(token)) ids.set(token, id);
  return Object.fromEntries(ids);
}
