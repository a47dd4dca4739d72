import { AppError } from "@/lib/errors";
import type { ArchitectureConfig } from "@/lm/architecture/architecture";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

const MOST_NAMED = 5;

/**
 * Whether the tokenizer's tokens have rows in the embedding. Tokens that were added to it and not to the model (a pad
 * token, often) are told, and stay unused; a text that holds one is refused when it is encoded.
 * @throws AppError VOCABULARY_MISMATCH for pieces beyond the embedding: they would read another tensor's memory
 */
export function checkVocabulary(tokenizer: TextTokenizer, { vocabularySize }: ArchitectureConfig): string[] {
  if (tokenizer.pieceCount > vocabularySize) {
    throw new AppError(
      "VOCABULARY_MISMATCH",
      `The tokenizer has ${tokenizer.pieceCount} tokens, the model only ${vocabularySize}. They are not of one model.`,
    );
  }
  const beyond = tokenizer.tokensFrom(vocabularySize);
  if (beyond.length === 0) return [];
  const named = beyond.slice(0, MOST_NAMED).join(", ") + (beyond.length > MOST_NAMED ? ", …" : "");
  return [
    `The tokenizer has added tokens beyond the ${vocabularySize} rows of the model's embedding (${named}): they are ` +
      "not used, and texts that hold them are refused.",
  ];
}
