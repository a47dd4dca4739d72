import { sentencePieceBpe } from "@/lm/tokenizer/sentence-piece-json";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import { byteLevelBpe, type WordSplit } from "@/lm/tokenizer/tokenizer-json";
import { tinyByteLevelTokenizer, tinyWordPieceTokenizer } from "@/tests/support/tiny-tokenizer";

/** tokenizer.json of one small tokenizer of every kind; tests/fixtures/parity/tokenizers.json has their ids. */
export function tokenizerVariants(): Record<string, JsonObject> {
  const { vocab, merges } = tinyByteLevelTokenizer({ chatTemplate: true }).tokenizerJson.model as {
    vocab: Record<string, number>;
    merges: string[];
  };
  const special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"];
  const byteLevel = (split: WordSplit, options: { startToken?: string; ignoreMerges?: boolean } = {}) =>
    byteLevelBpe({ vocabulary: vocab, merges, special, split, addPrefixSpace: false, ...options });
  return {
    gpt2: byteLevel("gpt2"),
    smollm: byteLevel("smollm"),
    llama3: byteLevel("llama3", { startToken: "<|endoftext|>", ignoreMerges: true }),
    qwen2: byteLevel("qwen2"),
    sentencePiece: sentencePiece(),
    wordPiece: tinyWordPieceTokenizer().tokenizerJson,
  };
}

/** Llama 2's kind: bytes as <0x00>, pieces with scores. */
function sentencePiece(): JsonObject {
  const bytes = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, "0")}>`);
  const pieces = [
    "th",
    "▁t",
    "▁th",
    "▁the",
    "he",
    "in",
    "▁a",
    "an",
    "▁an",
    "▁and",
    "er",
    "▁▁",
    "▁▁▁▁",
    "你好",
  ];
  const letters = Array.from("▁abcdefghijklmnopqrstuvwxyzABCDEFGHT.,!?0123456789'\"你好");
  const tokens = ["<unk>", "<s>", "</s>", ...bytes, ...pieces, ...letters];
  return sentencePieceBpe({
    vocabulary: Object.fromEntries(tokens.map((token, id) => [token, id])),
    scores: tokens.map((_, id) => (id < 259 ? 0 : -(id - 259))),
    special: ["<unk>", "<s>", "</s>"],
    added: [],
    unknownToken: "<unk>",
    startToken: "<s>",
    addPrefixSpace: true,
  });
}
