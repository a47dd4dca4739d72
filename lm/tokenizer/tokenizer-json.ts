/** How text is cut into words before byte-level BPE; each is one known tokenizer's way. */
const WORD_SPLITS = {
  // Radford et al., 2019: the regular expression built into ByteLevel
  gpt2: [],
  // SmolLM and StarCoder: digits one by one, then as GPT-2
  smollm: [{ type: "Digits", individual_digits: true }],
  // Llama 3: cl100k with digits in threes
  llama3: [
    regexSplit(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  ],
  // Qwen 2: cl100k with single digits
  qwen2: [
    regexSplit(
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
    ),
  ],
} as const;

export type WordSplit = keyof typeof WORD_SPLITS;

export interface ByteLevelBpeOptions {
  vocabulary: Readonly<Record<string, number>>;
  /** "left right", best first. */
  merges: readonly string[];
  /** Tokens that never arise from text pieces and are skipped when decoding. */
  special: readonly string[];
  /** Tokens found whole in the text but decoded like text. */
  added?: readonly string[];
  /** Further tokens that bring their own ids and rules; of one id they count, not those above. */
  addedTokens?: readonly AddedToken[];
  split: WordSplit;
  addPrefixSpace: boolean;
  /** Put before every text. */
  startToken?: string;
  /** Llama 3 and Qwen 2 take a word that is in the vocabulary whole, whatever the merges say. */
  ignoreMerges?: boolean;
}

/** tokenizer.json of a byte-level BPE tokenizer. */
export function byteLevelBpe(options: ByteLevelBpeOptions): Record<string, unknown> {
  const { vocabulary, split, startToken } = options;
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: options.addPrefixSpace,
    trim_offsets: true,
    use_regex: split === "gpt2" || split === "smollm",
  };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: byId([
      ...options.special.map((content) => addedToken(content, vocabulary, true)),
      ...(options.added ?? []).map((content) => addedToken(content, vocabulary, false)),
      ...(options.addedTokens ?? []),
    ]),
    normalizer: split === "qwen2" ? { type: "NFC" } : null,
    pre_tokenizer: { type: "Sequence", pretokenizers: [...WORD_SPLITS[split], byteLevel] },
    post_processor: startToken === undefined ? null : prefixTemplate(startToken, vocabulary),
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: options.ignoreMerges ?? false,
      vocab: vocabulary,
      merges: options.merges,
    },
  };
}

/** tokenizer.json of BERT's WordPiece; `words` are the lines of vocab.txt. */
export function wordPiece(
  words: readonly string[],
  options: {
    lowercase: boolean;
    /** Each ideograph is a word; true if not said. */
    spacesIdeographs?: boolean;
    /** Null: as `lowercase`. */
    stripsAccents?: boolean | null;
    added?: readonly AddedToken[];
  },
): Record<string, unknown> {
  const vocabulary = Object.fromEntries(words.map((word, id) => [word, id]));
  const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].filter((w) => Object.hasOwn(vocabulary, w));
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: byId([
      ...special.map((content) => addedToken(content, vocabulary, true)),
      ...(options.added ?? []),
    ]),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: options.spacesIdeographs ?? true,
      strip_accents: options.stripsAccents ?? null,
      lowercase: options.lowercase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "BertProcessing",
      sep: ["[SEP]", vocabulary["[SEP]"]],
      cls: ["[CLS]", vocabulary["[CLS]"]],
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: vocabulary,
    },
  };
}

function regexSplit(pattern: string): Record<string, unknown> {
  return { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false };
}

/** An entry of tokenizer.json's `added_tokens`. */
export interface AddedToken {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

/** In the order of their ids; of several with one id the last. */
function byId(tokens: readonly AddedToken[]): AddedToken[] {
  const found = new Map(tokens.map((token) => [token.id, token]));
  return Array.from(found.values()).sort((a, b) => a.id - b.id);
}

export function addedToken(
  content: string,
  vocabulary: Readonly<Record<string, number>>,
  special: boolean,
): AddedToken {
  return {
    id: vocabulary[content] ?? -1,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special,
  };
}

export function prefixTemplate(
  token: string,
  vocabulary: Readonly<Record<string, number>>,
): Record<string, unknown> {
  const special = { SpecialToken: { id: token, type_id: 0 } };
  const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });
  return {
    type: "TemplateProcessing",
    single: [special, sequence("A", 0)],
    pair: [special, sequence("A", 0), { SpecialToken: { id: token, type_id: 1 } }, sequence("B", 1)],
    special_tokens: { [token]: { id: token, ids: [vocabulary[token]], tokens: [token] } },
  };
}
