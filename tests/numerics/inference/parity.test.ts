import { describe, expect, it } from "vitest";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { computeLogprobs } from "@/lm/inference/compute-logprobs";
import { Generator } from "@/lm/inference/generator";
import { weightsOf } from "@/lm/inference/model-weights";
import { RewardScorer } from "@/lm/inference/reward-scorer";
import { sequenceBatch } from "@/lm/inference/sequence-batch";
import { floatData, ModelSession } from "@/lm/inference/session";
import { buildModelGraph } from "@/lm/onnx/build-model-graph";
import { removeTinyModelsAfterwards, tinyModel } from "@/tests/numerics/inference/tiny-model";
import {
  minilmFixture,
  smollm2Fixture,
  tinyFixture,
  type CausalCase,
  type EncoderCase,
} from "@/tests/support/parity-fixtures";
import { realModel } from "@/tests/support/real-model";
import { TINY_VARIANTS, type TinyVariant } from "@/tests/support/tiny-variants";

removeTinyModelsAfterwards();

const VARIANTS = Object.keys(TINY_VARIANTS) as TinyVariant[];
const ofKind = (kind: "causal" | "encoder" | "reward") =>
  VARIANTS.filter((variant) => tinyFixture(variant).kind === kind);

/** Greedy continuations of all cases side by side, in one batch of different lengths. */
async function continueGreedily(directory: string, cases: readonly CausalCase[]) {
  const generator = await Generator.load(directory);
  try {
    return await Promise.all(
      cases.map(({ tokenIds, continuation }) =>
        generator.submit({
          promptTokenIds: tokenIds,
          endTokenIds: [],
          parameters: {
            temperature: 0,
            topK: 0,
            topP: 1,
            maxNewTokens: continuation.length,
            stop: [],
            seed: 0,
          },
        }),
      ),
    );
  } finally {
    await generator.dispose();
  }
}

async function expectCausalParity(directory: string, cases: readonly CausalCase[], tolerance: number) {
  const scored = await computeLogprobs({
    directory,
    items: cases.map(({ tokenIds, continuation }) => ({
      promptTokenIds: tokenIds,
      completionTokenIds: continuation,
    })),
  });
  let worst = 0;
  scored.forEach(({ logprobs, lastTopLogits }, index) => {
    const { topLogits, fixedLogits, continuationLogprobs } = cases[index] as CausalCase;
    const known = new Map([...topLogits, ...fixedLogits].map(({ id, logit }) => [id, logit]));
    expect(lastTopLogits[0]?.id).toBe(topLogits[0]?.id);
    for (const { id, logit } of lastTopLogits) {
      worst = Math.max(worst, Math.abs(logit - (known.get(id) ?? Infinity)));
    }
    logprobs.forEach((logprob, t) => {
      worst = Math.max(worst, Math.abs(logprob - (continuationLogprobs[t] ?? Infinity)));
    });
  });
  expect(worst).toBeLessThan(tolerance);

  const completions = await continueGreedily(directory, cases);
  completions.forEach(({ tokenIds, logprobs }, index) => {
    const { continuation, continuationLogprobs, smallestMargin } = cases[index] as CausalCase;
    // two tokens that close may change places by rounding
    if (smallestMargin < tolerance) return;
    expect(tokenIds).toEqual(continuation);
    logprobs.forEach((logprob, t) => expect(logprob).toBeCloseTo(continuationLogprobs[t] ?? NaN, 3));
  });
}

async function hiddenStates(model: OpenModel, texts: readonly (readonly number[])[], fused: boolean) {
  const weights = weightsOf(model);
  const { architecture, config } = model;
  const graph = buildModelGraph(architecture, config, weights.layout, {
    head: "hidden",
    cache: "none",
    inputs: "lengths",
    fused,
  });
  const session = await ModelSession.open(graph, weights);
  try {
    const { feeds, time } = sequenceBatch(texts);
    const states = floatData(await session.run(feeds, ["last_hidden_state"]), "last_hidden_state");
    const width = config.hiddenSize;
    return texts.map((ids, row) =>
      Array.from({ length: ids.length }, (_, t) => {
        const begin = (row * time + t) * width;
        return states.subarray(begin, begin + width);
      }),
    );
  } finally {
    await session.release();
  }
}

async function expectEncoderParity(directory: string, cases: readonly EncoderCase[], fused: boolean) {
  const model = openModelDirectory(directory);
  try {
    const states = await hiddenStates(
      model,
      cases.map(({ tokenIds }) => tokenIds),
      fused,
    );
    let worst = 0;
    states.forEach((tokens, index) => {
      const { cls, meanPooled } = cases[index] as EncoderCase;
      cls.forEach((value, d) => (worst = Math.max(worst, Math.abs(value - (tokens[0]?.[d] ?? NaN)))));
      meanPooled.forEach((value, d) => {
        const mean = tokens.reduce((sum, token) => sum + (token[d] ?? NaN), 0) / tokens.length;
        worst = Math.max(worst, Math.abs(value - mean));
      });
    });
    expect(worst).toBeLessThan(1e-3);
  } finally {
    model.weights.close();
  }
}

describe("ONNX Runtime gives what transformers gives", () => {
  it.each(ofKind("causal"))("for the tiny %s", async (variant) => {
    const fixture = tinyFixture(variant);
    if (fixture.kind !== "causal") throw new Error("not causal");
    await expectCausalParity(await tinyModel(variant), fixture.cases, 5e-4);
  });

  it.each(ofKind("encoder"))(
    "for the tiny %s, fused or not, texts of different length side by side",
    async (v) => {
      const fixture = tinyFixture(v);
      if (fixture.kind !== "encoder") throw new Error("not an encoder");
      const directory = await tinyModel(v);
      await expectEncoderParity(directory, fixture.cases, true);
      await expectEncoderParity(directory, fixture.cases, false);
    },
  );

  it.each(ofKind("reward"))("for the scores of the tiny %s", async (variant) => {
    const fixture = tinyFixture(variant);
    if (fixture.kind !== "reward") throw new Error("not a reward model");
    const scorer = await RewardScorer.load(await tinyModel(variant));
    const scores = await scorer.score(fixture.cases.map(({ tokenIds }) => tokenIds));
    await scorer.release();
    scores.forEach((score, index) => expect(score).toBeCloseTo(fixture.cases[index]?.score ?? NaN, 3));
  });

  it("for SmolLM2: 20 prompts' logits and greedy continuations", { timeout: 300_000 }, async (context) => {
    const directory = await realModel("smollm2", context);
    await expectCausalParity(directory, smollm2Fixture().cases, 1e-3);
  });

  it("for MiniLM's embeddings", { timeout: 300_000 }, async (context) => {
    const directory = await realModel("minilm", context);
    await expectEncoderParity(directory, minilmFixture().cases, true);
  });
});
