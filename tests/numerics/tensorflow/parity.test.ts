import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  minilmFixture,
  smollm2Fixture,
  tinyFixture,
  type CausalCase,
  type EncoderCase,
} from "@/tests/support/parity-fixtures";
import { realModel } from "@/tests/support/real-model";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { TINY_VARIANTS, type TinyVariant } from "@/tests/support/tiny-variants";
import { loadModel, writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import { computeLogprobs } from "@/trainer/tensorflow/compute-logprobs";
import {
  hiddenStates,
  logitsAt,
  pooledStates,
  rewardOf,
  type LanguageModel,
} from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { padTokens, tokenPositions, type PadOptions } from "@/trainer/tensorflow/token-batch";

const root = temporaryDirectory();

beforeAll(async () => {
  await loadTensorflow();
});

const SIDES = ["right", "left"] as const satisfies PadOptions["side"][];

/** Largest distance of the scored continuations from transformers' numbers, all cases in one batch. */
async function causalDistance(directory: string, cases: readonly CausalCase[]) {
  const items = cases.map(({ tokenIds, continuation }) => ({
    promptTokenIds: tokenIds,
    completionTokenIds: continuation,
  }));
  const results = await computeLogprobs({ directory, items });
  let logits = 0;
  let logprobs = 0;
  results.forEach((result, i) => {
    const expected = cases[i] as CausalCase;
    result.lastTopLogits.forEach(({ id, logit }, place) => {
      expect(id).toBe(expected.topLogits[place]?.id);
      logits = Math.max(logits, Math.abs(logit - (expected.topLogits[place]?.logit ?? NaN)));
    });
    result.logprobs.forEach((logprob, t) => {
      logprobs = Math.max(logprobs, Math.abs(logprob - (expected.continuationLogprobs[t] ?? NaN)));
    });
  });
  return { logits, logprobs };
}

function expectEncoder(model: LanguageModel, cases: readonly EncoderCase[], side: PadOptions["side"]) {
  tf.tidy(() => {
    const batch = padTokens(
      cases.map(({ tokenIds }) => tokenIds),
      { padTokenId: 0, side },
    );
    const hidden = hiddenStates(model, batch);
    const real = tf.reshape(tf.tensor1d(Float32Array.from(batch.mask)), [batch.batch, batch.time, 1]);
    const mean = tf.div(tf.sum(tf.mul(hidden, real), 1), tf.sum(real, 1));
    const pooled = pooledStates(model, batch, hidden);
    const expectRows = (rows: tf.Tensor, expected: (one: EncoderCase) => number[]) => {
      const difference = tf.sub(rows, tf.tensor2d(cases.map(expected)));
      expect(tf.max(tf.abs(difference)).dataSync()[0]).toBeLessThan(1e-3);
    };
    expectRows(mean, ({ meanPooled }) => meanPooled);
    expectRows(pooled, ({ pooler }) => pooler);
  });
}

describe("the TensorFlow interpreter gives transformers' numbers", () => {
  for (const variant of Object.keys(TINY_VARIANTS) as TinyVariant[]) {
    it(`of the tiny ${variant}`, async () => {
      const directory = await writeTinyModel(root, variant);
      const fixture = tinyFixture(variant);
      if (fixture.kind === "causal") {
        const { logits, logprobs } = await causalDistance(directory, fixture.cases);
        expect(logits).toBeLessThan(1e-4);
        expect(logprobs).toBeLessThan(1e-4);
        return;
      }
      const model = loadModel(directory);
      for (const side of SIDES) {
        if (fixture.kind === "encoder") expectEncoder(model, fixture.cases, side);
        else {
          const sequences = fixture.cases.map(({ tokenIds }) => tokenIds);
          const scores = tf.tidy(() =>
            rewardOf(model, padTokens(sequences, { padTokenId: 0, side })).dataSync(),
          );
          fixture.cases.forEach(({ score }, i) => expect(scores[i]).toBeCloseTo(score, 4));
        }
      }
      model.parameters.dispose();
    });
  }

  it("of SmolLM2-135M-Instruct: 20 prompts, logits within 1e-3, greedy continuations equal", async (context) => {
    const directory = await realModel("smollm2", context);
    const { cases } = smollm2Fixture();
    const { logits, logprobs } = await causalDistance(directory, cases);
    expect(cases.length).toBe(20);
    expect(logits).toBeLessThan(1e-3);
    expect(logprobs).toBeLessThan(1e-3);
    // each token of the continuation is the most likely one: its log-probability is the highest of its row
    const model = loadModel(directory);
    const [first] = cases as [CausalCase];
    const sequence = [...first.tokenIds, ...first.continuation];
    const cells = first.continuation.map((_, t) => first.tokenIds.length - 1 + t);
    const greedy = tf.tidy(() => {
      const logits = logitsAt(model, padTokens([sequence], { padTokenId: 0 }), cells);
      return Array.from(tf.argMax(logits, -1).dataSync());
    });
    expect(greedy).toEqual(first.continuation);
    model.parameters.dispose();
  });

  it("of MiniLM-L6", async (context) => {
    const directory = await realModel("minilm", context);
    const model = loadModel(directory);
    expectEncoder(model, minilmFixture().cases, "right");
    model.parameters.dispose();
  });
});

describe("padding", () => {
  it("positions count the real tokens before: x pad pad and three tokens are 0 1 1 1 2 3", () => {
    const mask = Uint8Array.of(1, 0, 0, 1, 1, 1);
    expect(Array.from(tokenPositions({ batch: 1, time: 6, tokenIds: new Int32Array(6), mask }))).toEqual([
      0, 1, 1, 1, 2, 3,
    ]);
  });

  for (const variant of ["llama", "gpt2", "bert"] as const) {
    it(`changes nothing, on either side or in the middle: ${variant}`, async () => {
      const model = loadModel(await writeTinyModel(`${root}/padding`, variant));
      const sequences = [
        [5, 6, 7, 8, 9],
        [5, 6],
        [10, 11, 12],
      ];
      const hiddenOf = (tokens: readonly number[], places: readonly number[], time: number, pad: number) => {
        // the row under test between two others, so that the batch is ragged
        const tokenIds = new Int32Array(2 * time).fill(pad);
        const mask = new Uint8Array(2 * time);
        tokens.forEach((id, i) => tokenIds.set([id], places[i]));
        places.forEach((place) => mask.set([1], place));
        mask.fill(1, time, time + 2);
        return tf.tidy(() => {
          const hidden = hiddenStates(model, { batch: 2, time, tokenIds, mask });
          const row = tf.slice(hidden, [0, 0, 0], [1, time, model.config.hiddenSize]);
          return Array.from(tf.gather(tf.squeeze<tf.Tensor2D>(row, [0]), [...places]).dataSync());
        });
      };
      for (const tokens of sequences) {
        const alone = tf.tidy(() =>
          Array.from(hiddenStates(model, padTokens([tokens], { padTokenId: 0 })).dataSync()),
        );
        const n = tokens.length;
        const right = Array.from({ length: n }, (_, i) => i);
        const left = right.map((i) => 7 - n + i);
        const holed = right.map((i) => (i === 0 ? 0 : i + 2));
        for (const places of [right, left, holed]) {
          for (const pad of [0, 13]) {
            hiddenOf(tokens, places, 7, pad).forEach((value, i) =>
              expect(Math.abs(value - (alone[i] ?? NaN))).toBeLessThan(2e-5),
            );
          }
        }
      }
      model.parameters.dispose();
    });
  }
});
