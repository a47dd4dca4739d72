import type { Tokenizer } from "@huggingface/tokenizers";
import type { Message } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";
import { tokenText } from "@/lm/tokenizer/token-text";
import { ChatTemplate, chatTemplateSource } from "@/lm/tokenizer/chat-template";
import { makeTokenizer } from "@/lm/tokenizer/make-tokenizer";
import { tokenizerHash } from "@/lm/tokenizer/tokenizer-hash";
import { readJsonIfPresent, type JsonObject } from "@/lm/tokenizer/json-file";
import { readTokenizerFiles, type TokenizerFiles } from "@/lm/tokenizer/tokenizer-files";

const SPECIAL_TOKEN_NAMES = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token"];

/** Tokens that end a turn in known chat formats; one counts if the model's own template writes it. */
const TURN_ENDS = ["<|im_end|>", "<|eot_id|>", "<|end|>", "<|endoftext|>", "<end_of_turn>", "</s>"];

/** Text to token ids and back, for one model. Build it with loadTextTokenizer. */
export class TextTokenizer {
  readonly files: TokenizerFiles;
  /** Tokens after which a completion is over. Empty for encoders. */
  readonly endTokenIds: readonly number[];
  readonly padTokenId: number;
  /** The token that stands for text outside the vocabulary; null where there is none (byte-level vocabularies). */
  readonly unknownTokenId: number | null;
  /** One more than the highest id of a piece of text; the model's own vocabulary may be padded beyond. */
  readonly pieceCount: number;
  readonly #tokenizer: Tokenizer;
  /** Tokens from this id on were added to the tokenizer alone: the model has no embedding for them. */
  readonly #modelVocabularySize: number;
  readonly #chatTemplate: ChatTemplate | undefined;
  #hash: string | undefined;

  /**
   * @param modelConfig config.json, @param generationConfig generation_config.json: they name further end tokens
   * @throws AppError MALFORMED_FILE
   */
  constructor(files: TokenizerFiles, modelConfig: JsonObject = {}, generationConfig: JsonObject = {}) {
    this.files = files;
    this.#tokenizer = makeTokenizer(files);
    this.#modelVocabularySize = tokenIds(modelConfig.vocab_size)[0] ?? Infinity;
    const special = specialTokens(files.tokenizerConfig);
    const source = chatTemplateSource(files.tokenizerConfig.chat_template);
    this.#chatTemplate = source === undefined ? undefined : new ChatTemplate(source, special);
    this.pieceCount = countPieces(this.#tokenizer);
    this.unknownTokenId =
      this.#idOf((files.tokenizerJson.model as JsonObject | undefined)?.unk_token) ?? null;
    this.endTokenIds = this.#findEndTokens(special, modelConfig, generationConfig);
    this.padTokenId =
      this.#idOf(special.pad_token) ??
      tokenIds(modelConfig.pad_token_id).find((id) => id < this.#modelVocabularySize) ??
      this.endTokenIds[0] ??
      this.#idOf(special.eos_token) ??
      0;
  }

  /**
   * @param options.specialTokens whether to add those that the model expects around every text (<s>, [CLS] … [SEP])
   * @throws AppError INVALID_INPUT for a text with a token that the model has no embedding for
   */
  encode(text: string, options: { specialTokens: boolean }): number[] {
    if (text === "" && !options.specialTokens) return [];
    // a text piece without any token (no byte of that value in the vocabulary, no unknown token) comes as undefined
    const ids = this.#tokenizer.encode(text, { add_special_tokens: options.specialTokens }).ids as (
      number | undefined
    )[];
    const known = ids.filter((id) => id !== undefined);
    const foreign = known.find((id) => id >= this.#modelVocabularySize);
    if (foreign === undefined) return known;
    throw new AppError(
      "INVALID_INPUT",
      `The text has the token "${this.tokenOf(foreign)}", which the model has no embedding for.`,
    );
  }

  /** Ids without a token (the padded end of a model's vocabulary) give no text. */
  decode(ids: readonly number[], options: { skipSpecialTokens: boolean }): string {
    const known = ids.filter((id) => this.#tokenizer.id_to_token(id) !== undefined);
    if (known.length === 0) return "";
    return this.#tokenizer.decode(known, { skip_special_tokens: options.skipSpecialTokens });
  }

  /** The token's own spelling (byte-level tokens in their printable alphabet). */
  tokenOf(id: number): string | undefined {
    return this.#tokenizer.id_to_token(id);
  }

  /** Those with this id or a higher one, in the order of their ids. */
  tokensFrom(id: number): string[] {
    return Array.from(this.#tokenizer.get_vocab())
      .filter(([, other]) => other >= id)
      .sort(([, a], [, b]) => a - b)
      .map(([token]) => token);
  }

  get hasChatTemplate(): boolean {
    return this.#chatTemplate !== undefined;
  }

  /** @throws AppError UNSUPPORTED_FORMAT for a model without chat template, INVALID_INPUT where the template refuses */
  renderChat(messages: readonly Message[], options: { generationPrompt: boolean }): string {
    if (!this.#chatTemplate) {
      throw new AppError("UNSUPPORTED_FORMAT", "This model has no chat template: give it a plain text.");
    }
    return this.#chatTemplate.render(messages, options);
  }

  /** The template writes every special token itself, so none is added. */
  encodeChat(messages: readonly Message[], options: { generationPrompt: boolean }): number[] {
    return this.encode(this.renderChat(messages, options), { specialTokens: false });
  }

  /** Equal for tokenizers that give the same ids. */
  get hash(): string {
    this.#hash ??= tokenizerHash(this.files.tokenizerJson);
    return this.#hash;
  }

  #idOf(token: unknown): number | undefined {
    const text = tokenText(token);
    const id = text === undefined ? undefined : this.#tokenizer.token_to_id(text);
    return id !== undefined && id < this.#modelVocabularySize ? id : undefined;
  }

  #findEndTokens(
    special: Readonly<Record<string, string>>,
    modelConfig: JsonObject,
    generationConfig: JsonObject,
  ): number[] {
    const template = this.#chatTemplate?.source ?? "";
    const ids = [
      this.#idOf(special.eos_token),
      ...tokenIds(generationConfig.eos_token_id),
      ...tokenIds(modelConfig.eos_token_id),
      ...TURN_ENDS.filter((token) => template.includes(token)).map((token) => this.#idOf(token)),
    ];
    const usable = ids.filter((id) => id !== undefined).filter((id) => id < this.#modelVocabularySize);
    return Array.from(new Set(usable));
  }
}

/** The tokenizer of a model directory. @throws AppError NOT_FOUND, MALFORMED_FILE */
export function loadTextTokenizer(directory: string): TextTokenizer {
  return new TextTokenizer(
    readTokenizerFiles(directory),
    readJsonIfPresent(directory, "config.json"),
    readJsonIfPresent(directory, "generation_config.json"),
  );
}

function specialTokens(config: JsonObject): Record<string, string> {
  const found = SPECIAL_TOKEN_NAMES.map((name) => [name, tokenText(config[name])] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** A field that holds one id, several, or null. */
function tokenIds(value: unknown): number[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((id): id is number => Number.isInteger(id) && (id as number) >= 0);
}

function countPieces(tokenizer: Tokenizer): number {
  const added = tokenizer.get_added_tokens_decoder();
  let highest = -1;
  for (const id of tokenizer.get_vocab().values()) if (id > highest && !added.has(id)) highest = id;
  return highest + 1;
}
