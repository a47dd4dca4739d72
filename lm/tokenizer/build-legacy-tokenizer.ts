import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { byteLevelBpe, wordPiece } from "@/lm/tokenizer/tokenizer-json";

/**
 * tokenizer.json of a directory that only has the files of the older, slow tokenizers: vocab.json and merges.txt
 * (GPT-2's byte-level BPE) or vocab.txt (BERT's WordPiece). Undefined if it has neither.
 */
export function buildLegacyTokenizer(
  directory: string,
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const file = (name: string) => path.join(directory, name);
  if (existsSync(file("vocab.json")) && existsSync(file("merges.txt"))) {
    const vocabulary = JSON.parse(readFileSync(file("vocab.json"), "utf8")) as Record<string, number>;
    const merges = readLines(file("merges.txt")).filter((line) => !line.startsWith("#version"));
    const endToken = tokenText(config.eos_token) ?? "<|endoftext|>";
    const special = Object.hasOwn(vocabulary, endToken) ? [endToken] : [];
    return byteLevelBpe({ vocabulary, merges, special, split: "gpt2", addPrefixSpace: false });
  }
  if (existsSync(file("vocab.txt"))) {
    return wordPiece(readLines(file("vocab.txt")), { lowercase: config.do_lower_case !== false });
  }
  return undefined;
}

function readLines(file: string): string[] {
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** A token in tokenizer_config.json is a text or an object with its content. */
export function tokenText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (
    typeof value === "object" &&
    value !== null &&
    "content" in value &&
    typeof value.content === "string"
  ) {
    return value.content;
  }
  return undefined;
}
