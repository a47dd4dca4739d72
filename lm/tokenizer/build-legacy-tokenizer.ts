import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";
import { legacyAddedTokens } from "@/lm/tokenizer/legacy-added-tokens";
import { parseJsonObject, readJsonIfPresent, type JsonObject } from "@/lm/tokenizer/json-file";
import { tokenText } from "@/lm/tokenizer/token-text";
import { byteLevelBpe, wordPiece, type WordSplit } from "@/lm/tokenizer/tokenizer-json";

/** How the byte-level classes of transformers cut words; each also names the model_type it is the default of. */
const BYTE_LEVEL: Readonly<Record<string, WordSplit>> = {
  gpt2: "gpt2",
  GPT2Tokenizer: "gpt2",
  qwen2: "qwen2",
  Qwen2Tokenizer: "qwen2",
};

/** Those that are BERT's WordPiece. */
const WORD_PIECE = [
  "bert",
  "BertTokenizer",
  "distilbert",
  "DistilBertTokenizer",
  "electra",
  "ElectraTokenizer",
];

/**
 * tokenizer.json of a directory that only has the files of the older, slow tokenizers: vocab.json and merges.txt
 * (byte-level BPE) or vocab.txt (WordPiece), by the class that the directory names. Undefined if it has neither.
 * @throws AppError UNSUPPORTED_FORMAT for a class whose rules are not known: its files alone do not tell them
 */
export function buildLegacyTokenizer(
  directory: string,
  config: Readonly<JsonObject>,
): JsonObject | undefined {
  const file = (name: string) => path.join(directory, name);
  if (existsSync(file("vocab.json")) && existsSync(file("merges.txt"))) {
    const kind = legacyKind(directory, config) ?? "gpt2";
    const split = Object.hasOwn(BYTE_LEVEL, kind) ? BYTE_LEVEL[kind] : undefined;
    if (!split) throw unknownKind(directory, kind, Object.keys(BYTE_LEVEL));
    return byteLevelTokenizer(directory, config, split);
  }
  if (existsSync(file("vocab.txt"))) {
    const kind = legacyKind(directory, config) ?? "bert";
    if (!WORD_PIECE.includes(kind)) throw unknownKind(directory, kind, WORD_PIECE);
    return wordPiece(readLines(file("vocab.txt")), {
      lowercase: config.do_lower_case !== false,
      spacesIdeographs: config.tokenize_chinese_chars !== false,
      stripsAccents: typeof config.strip_accents === "boolean" ? config.strip_accents : null,
      added: legacyAddedTokens(directory, config),
    });
  }
  return undefined;
}

/** The tokenizer's class without its "Fast", or the model's type where no class is named. */
function legacyKind(directory: string, config: Readonly<JsonObject>): string | undefined {
  const model = readJsonIfPresent(directory, "config.json");
  const named = config.tokenizer_class ?? model?.tokenizer_class;
  if (typeof named === "string") return named.replace(/Fast$/, "");
  return typeof model?.model_type === "string" ? model.model_type : undefined;
}

function byteLevelTokenizer(directory: string, config: Readonly<JsonObject>, split: WordSplit): JsonObject {
  const vocabularyFile = path.join(directory, "vocab.json");
  const vocabulary = parseJsonObject(readFileSync(vocabularyFile, "utf8"), vocabularyFile) as Record<
    string,
    number
  >;
  const merges = readLines(path.join(directory, "merges.txt")).filter((line) => !line.startsWith("#version"));
  const endToken = tokenText(config.eos_token) ?? "<|endoftext|>";
  return byteLevelBpe({
    vocabulary,
    merges,
    special: Object.hasOwn(vocabulary, endToken) ? [endToken] : [],
    addedTokens: legacyAddedTokens(directory, config, vocabulary),
    split,
    addPrefixSpace: config.add_prefix_space === true,
    startToken: config.add_bos_token === true ? tokenText(config.bos_token) : undefined,
  });
}

function unknownKind(directory: string, kind: string, known: readonly string[]): AppError {
  return new AppError(
    "UNSUPPORTED_FORMAT",
    `${directory} has no tokenizer.json, and its older files are of the kind ${kind}; known: ${known.join(", ")}. ` +
      "Save the tokenizer with transformers (AutoTokenizer.from_pretrained(…).save_pretrained(…)) and import again.",
  );
}

function readLines(file: string): string[] {
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
