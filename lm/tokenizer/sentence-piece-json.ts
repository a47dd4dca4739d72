import { addedToken, prefixTemplate } from "@/lm/tokenizer/tokenizer-json";

export interface SentencePieceBpeOptions {
  vocabulary: Readonly<Record<string, number>>;
  /** By token id; merges are done in descending score. */
  scores: readonly number[];
  special: readonly string[];
  added: readonly string[];
  unknownToken: string;
  /** Put before every text. */
  startToken?: string;
  addPrefixSpace: boolean;
}

/** SentencePiece's space. */
const SPACE = "▁";

/** tokenizer.json of a SentencePiece BPE with byte fallback (Llama 2), as `transformers` converts one. */
export function sentencePieceBpe(options: SentencePieceBpeOptions): Record<string, unknown> {
  const { vocabulary, startToken } = options;
  const replace = { type: "Replace", pattern: { String: " " }, content: SPACE };
  const normalizers = options.addPrefixSpace ? [{ type: "Prepend", prepend: SPACE }, replace] : [replace];
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      ...options.special.map((content) => addedToken(content, vocabulary, true)),
      ...options.added.map((content) => addedToken(content, vocabulary, false)),
    ].sort((a, b) => a.id - b.id),
    normalizer: { type: "Sequence", normalizers },
    pre_tokenizer: null,
    post_processor: startToken === undefined ? null : prefixTemplate(startToken, vocabulary),
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: SPACE }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(options.addPrefixSpace ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: options.unknownToken,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: vocabulary,
      merges: mergesFromScores(vocabulary, options.scores),
    },
  };
}

/** Every way to cut a piece into two pieces is a merge, as good as the piece's score. */
function mergesFromScores(
  vocabulary: Readonly<Record<string, number>>,
  scores: readonly number[],
): [string, string][] {
  const ids = new Map(Object.entries(vocabulary));
  const found: { pair: [string, string]; score: number; left: number; right: number }[] = [];
  for (const [piece, id] of ids) {
    const characters = Array.from(piece);
    for (let cut = 1; cut < characters.length; cut++) {
      const pair: [string, string] = [characters.slice(0, cut).join(""), characters.slice(cut).join("")];
      const left = ids.get(pair[0]);
      const right = ids.get(pair[1]);
      if (left === undefined || right === undefined) continue;
      found.push({ pair, score: scores[id] ?? 0, left, right });
    }
  }
  found.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  return found.map((merge) => merge.pair);
}
