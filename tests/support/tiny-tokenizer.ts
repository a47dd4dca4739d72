import { byteLevelBpe, wordPiece } from "@/lm/tokenizer/tokenizer-json";
import type { TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";

/** Text that the tiny tokenizers learn their pieces from. */
const CORPUS = `The cat sat on the mat and the dog lay by the door. What is the capital of France? The capital of
France is Paris. Write a short poem about the sea. Please explain how rain is made, in simple words. I think that
the answer is good because it is clear and short. You are a helpful assistant. Once upon a time there was a small
house at the end of the street, and the people who lived there were happy. How do I cook rice? First wash the rice,
then add water and heat it. 你好，世界。请解释一下什么是强化学习。今天天气很好，我们去公园散步吧。这个回答很好，因为它清楚而简短。`;

const MERGES = 252;

/** ChatML, as many small models use it; the end token doubles as the end of a turn. */
export const TINY_CHAT_TEMPLATE =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** 512 tokens: four special ones, 256 bytes, and the merges learned from the corpus. */
export function tinyByteLevelTokenizer(options: { chatTemplate: boolean }): TokenizerFiles {
  const special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"];
  const alphabet = byteAlphabet();
  const merges = learnMerges(alphabet);
  const pieces = [...special, ...alphabet, ...merges.map((pair) => pair.replace(" ", ""))];
  const vocabulary: Record<string, number> = {};
  for (const piece of pieces) if (!(piece in vocabulary)) vocabulary[piece] = Object.keys(vocabulary).length;
  return {
    tokenizerJson: byteLevelBpe({ vocabulary, merges, special, split: "gpt2", addPrefixSpace: false }),
    tokenizerConfig: {
      tokenizer_class: "PreTrainedTokenizerFast",
      bos_token: "<|endoftext|>",
      eos_token: options.chatTemplate ? "<|im_end|>" : "<|endoftext|>",
      pad_token: "<|pad|>",
      clean_up_tokenization_spaces: false,
      model_max_length: 256,
      ...(options.chatTemplate ? { chat_template: TINY_CHAT_TEMPLATE } : {}),
    },
  };
}

/** WordPiece over letters, digits, punctuation and the corpus's English words; knows no Chinese. */
export function tinyWordPieceTokenizer(): TokenizerFiles {
  const characters = Array.from("abcdefghijklmnopqrstuvwxyz0123456789");
  const words = new Set(CORPUS.toLowerCase().match(/[a-z]+/g) ?? []);
  const vocabulary = new Set([
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    ...Array.from(".,?!:;'\"-()<>|_/\\"),
    ...characters,
    ...characters.map((c) => `##${c}`),
    ...words,
  ]);
  return {
    tokenizerJson: wordPiece(Array.from(vocabulary), { lowercase: true }),
    tokenizerConfig: {
      tokenizer_class: "BertTokenizer",
      do_lower_case: true,
      unk_token: "[UNK]",
      sep_token: "[SEP]",
      pad_token: "[PAD]",
      cls_token: "[CLS]",
      mask_token: "[MASK]",
      clean_up_tokenization_spaces: false,
      model_max_length: 128,
    },
  };
}

/** Printable stand-ins of the 256 bytes, in byte order (GPT-2's table). */
function byteAlphabet(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(printable ? byte : next++);
  });
}

/** Byte-pair encoding (Sennrich et al., 2016): joins the most frequent neighbours, the first seen on a draw. */
function learnMerges(alphabet: readonly string[]): string[] {
  const words = (CORPUS.match(/ ?\p{L}+| ?[^\s\p{L}]+/gu) ?? []).map((word) =>
    Array.from(Buffer.from(word, "utf8"), (byte) => alphabet[byte] ?? ""),
  );
  const merges: string[] = [];
  while (merges.length < MERGES) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]} ${word[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const best = Array.from(counts).reduce((a, b) => (b[1] > a[1] ? b : a));
    merges.push(best[0]);
    const [left, right] = best[0].split(" ");
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] === left && word[i + 1] === right) word.splice(i, 2, `${left}${right}`);
      }
    }
  }
  return merges;
}
