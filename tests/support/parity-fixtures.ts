import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { messageSchema } from "@/lib/contracts/message";
import type { TinyVariant } from "@/tests/support/tiny-variants";

/** Numbers of `transformers`; tests/fixtures/parity/make-fixtures.py makes them and says how. */

const logitSchema = z.object({ id: z.int(), logit: z.number() });

const causalNumbers = {
  tokenIds: z.array(z.int()),
  /** The 20 highest logits after the last token, highest first. */
  topLogits: z.array(logitSchema),
  /** Logits of fixed ids at the same place. */
  fixedLogits: z.array(logitSchema),
  /** Greedy, end tokens not heeded. */
  continuation: z.array(z.int()),
  continuationLogprobs: z.array(z.number()),
  /** Smallest distance of best and second best logit along the continuation. */
  smallestMargin: z.number(),
};

export const causalCaseSchema = z.object({
  name: z.string().optional(),
  /** A text, tokenized as it is (not as a chat); or messages with the text that the chat template makes. */
  prompt: z.string().optional(),
  messages: z.array(messageSchema).optional(),
  rendered: z.string().optional(),
  /** The prompt's ids as text again. */
  decoded: z.string().optional(),
  ...causalNumbers,
});
export type CausalCase = z.infer<typeof causalCaseSchema>;

export const encoderCaseSchema = z.object({
  text: z.string(),
  /** With [CLS] and [SEP]. */
  tokenIds: z.array(z.int()),
  /** Mean of the last hidden states over all tokens. [D] */
  meanPooled: z.array(z.number()),
  /** Last hidden state of the first token. [D] */
  cls: z.array(z.number()),
  pooler: z.array(z.number()),
});
export type EncoderCase = z.infer<typeof encoderCaseSchema>;

export const rewardCaseSchema = z.object({ text: z.string(), tokenIds: z.array(z.int()), score: z.number() });
export type RewardCase = z.infer<typeof rewardCaseSchema>;

const smollm2Schema = z.object({ source: z.string(), cases: z.array(causalCaseSchema) });
const minilmSchema = z.object({ source: z.string(), cases: z.array(encoderCaseSchema) });
const tinyModelSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("causal"), cases: z.array(causalCaseSchema) }),
  z.object({ kind: z.literal("encoder"), cases: z.array(encoderCaseSchema) }),
  z.object({ kind: z.literal("reward"), cases: z.array(rewardCaseSchema) }),
]);
export type TinyFixture = z.infer<typeof tinyModelSchema>;
const tinySchema = z.object({ models: z.record(z.string(), tinyModelSchema) });

const tokenizersSchema = z.object({
  texts: z.array(z.string()),
  /** Ids of each text, with special tokens, by tokenizer. */
  ids: z.record(z.string(), z.array(z.array(z.int()))),
  /** Those ids as text again, special tokens left out. */
  decoded: z.record(z.string(), z.array(z.string())),
});

const DIRECTORY = path.resolve(import.meta.dirname, "../fixtures/parity");

function readFixture<S extends z.ZodType>(name: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(readFileSync(path.join(DIRECTORY, name), "utf8")));
}

/** 16 texts and 4 chats on SmolLM2-135M-Instruct. `source` is what import-model takes. */
export function smollm2Fixture(): z.infer<typeof smollm2Schema> {
  return readFixture("smollm2.json", smollm2Schema);
}

/** 10 texts on MiniLM-L6. */
export function minilmFixture(): z.infer<typeof minilmSchema> {
  return readFixture("minilm.json", minilmSchema);
}

/** Of a model that makeTinyModel writes by TINY_VARIANTS. */
export function tinyFixture(variant: TinyVariant): TinyFixture {
  const found = readFixture("tiny.json", tinySchema).models[variant];
  if (!found) throw new Error(`tests/fixtures/parity/tiny.json has no ${variant}`);
  return found;
}

/** 150 random texts in the tokenizers that tokenizerVariants makes, by Hugging Face's own library. */
export function tokenizersFixture(): z.infer<typeof tokenizersSchema> {
  return readFixture("tokenizers.json", tokenizersSchema);
}
