import { readFileSync } from "node:fs";
import path from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { weightsOf, type ModelWeights } from "@/lm/inference/model-weights";
import { sequenceBatch } from "@/lm/inference/sequence-batch";
import { floatData, int64Tensor, ModelSession, type Feeds } from "@/lm/inference/session";
import { cacheNames } from "@/lm/onnx/attention-cache";
import { buildModelGraph, type ModelGraphOptions } from "@/lm/onnx/build-model-graph";
import { removeTinyModelsAfterwards, tinyModel } from "@/tests/numerics/inference/tiny-model";
import { expectAppError } from "@/tests/support/expect-app-error";
import type { TinyVariant } from "@/tests/support/tiny-variants";

removeTinyModelsAfterwards();

// heads of 8 (too narrow for the fused operator with rotary), 16 and 32
const CAUSAL = ["gpt2", "llama", "llama-untied-biased", "llama-rope-llama3"] as const satisfies TinyVariant[];

const PROMPTS = [[5, 9, 11, 3, 4, 8, 21], [7], [30, 31, 32]];

async function openGraph(variant: TinyVariant, options: ModelGraphOptions) {
  const model = openModelDirectory(await tinyModel(variant));
  model.weights.close();
  const weights = weightsOf(model);
  const graph = buildModelGraph(model.architecture, model.config, weights.layout, options);
  return { model, weights, session: await ModelSession.open(graph, weights, { threads: 1 }) };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? NaN) - (b[i] ?? NaN)));
  return worst;
}

/** Logits at the real tokens only: those at padding mean nothing. */
function realLogits(all: Float32Array, time: number, vocabulary: number): number[] {
  return PROMPTS.flatMap((ids, row) => [
    ...all.subarray(row * time * vocabulary, (row * time + ids.length) * vocabulary),
  ]);
}

describe("model graphs", () => {
  it.each(CAUSAL)(
    "%s: fused operators give what their plain twins give, rows of different length",
    async (v) => {
      const logits: number[][] = [];
      for (const fused of [true, false]) {
        const { session, model } = await openGraph(v, {
          head: "logits",
          cache: "none",
          inputs: "lengths",
          fused,
        });
        const { feeds, time } = sequenceBatch(PROMPTS);
        const all = floatData(await session.run(feeds, ["logits"]), "logits");
        logits.push(realLogits(all, time, model.config.vocabularySize));
        await session.release();
      }
      expect(largestDifference(logits[0] ?? [], logits[1] ?? [])).toBeLessThan(1e-4);
    },
  );

  it.each(CAUSAL)(
    "%s: the file's graph, with past and present as others use them, gives what one run over all gives",
    async (variant) => {
      const directory = await tinyModel(variant);
      const { session: whole, model } = await openGraph(variant, {
        head: "logits",
        cache: "none",
        inputs: "lengths",
      });
      const ids = [5, 9, 11, 3, 4, 8, 21, 2];
      const expected = floatData(await whole.run(sequenceBatch([ids]).feeds, ["logits"]), "logits");
      await whole.release();

      const session = await InferenceSession.create(path.join(directory, "onnx/model.onnx"));
      const { layers, keyValueHeads, headWidth, vocabularySize } = model.config;
      let past: Feeds = {};
      for (let layer = 0; layer < layers; layer++) {
        const names = cacheNames(layer);
        for (const name of [names.pastKey, names.pastValue]) {
          past[name] = new Tensor("float32", new Float32Array(0), [1, keyValueHeads, 0, headWidth]);
        }
      }
      let read = 0;
      // a prompt of 5, then token by token
      for (const piece of [ids.slice(0, 5), ...ids.slice(5).map((id) => [id])]) {
        read += piece.length;
        const outputs = await session.run({
          input_ids: int64Tensor(piece, [1, piece.length]),
          attention_mask: int64Tensor(new Array<number>(read).fill(1), [1, read]),
          ...past,
        });
        const logits = outputs.logits?.data as Float32Array;
        const begin = (read - piece.length) * vocabularySize;
        expect(largestDifference(logits, expected.subarray(begin, read * vocabularySize))).toBeLessThan(1e-4);
        past = {};
        for (let layer = 0; layer < layers; layer++) {
          const names = cacheNames(layer);
          past[names.pastKey] = outputs[names.presentKey] as Tensor;
          past[names.pastValue] = outputs[names.presentValue] as Tensor;
        }
      }
      await session.release();
    },
  );

  it("new weights go into an old graph: bytes of the same layout give what the file gives", async () => {
    const options: ModelGraphOptions = { head: "logits", cache: "none", inputs: "lengths" };
    const { session, model, weights } = await openGraph("llama", options);
    const graph = buildModelGraph(model.architecture, model.config, weights.layout, options);
    const { feeds } = sequenceBatch(PROMPTS);
    const expected = floatData(await session.run(feeds, ["logits"]), "logits");

    const bytes = new Uint8Array(readFileSync(path.join(model.directory, "model.safetensors")));
    const same: ModelWeights = { layout: weights.layout, source: { bytes } };
    const fromBytes = await ModelSession.open(graph, same, { threads: 1 });
    expect(floatData(await fromBytes.run(feeds, ["logits"]), "logits")).toEqual(expected);

    const place = weights.layout.tensors.get("model.norm.weight");
    new Float32Array(bytes.buffer, place?.offset, model.config.hiddenSize).fill(0);
    const changed = await ModelSession.open(graph, same, { threads: 1 });
    const zero = floatData(await changed.run(feeds, ["logits"]), "logits");
    expect(zero.every((logit) => logit === 0)).toBe(true);
    await Promise.all([session.release(), fromBytes.release(), changed.release()]);
  });

  it("names the tensor that is missing or of another shape, and refuses text from an encoder", async () => {
    const options: ModelGraphOptions = { head: "logits", cache: "none", inputs: "lengths" };
    const { session, model, weights } = await openGraph("llama", options);
    await session.release();
    const build = (tensors: ModelWeights["layout"]["tensors"]) => () =>
      buildModelGraph(model.architecture, model.config, { path: "model.safetensors", tensors }, options);
    const missing = new Map(weights.layout.tensors);
    missing.delete("model.layers.1.mlp.up_proj.weight");
    expectAppError(build(missing), "MISSING_TENSOR", /model\.layers\.1\.mlp\.up_proj\.weight/);
    const wrong = new Map(weights.layout.tensors);
    wrong.set("model.norm.weight", { shape: [31], offset: 0, byteLength: 124 });
    expectAppError(build(wrong), "WRONG_SHAPE", /model\.norm\.weight.*\[31\].*\[32\]/);

    const bert = openModelDirectory(await tinyModel("bert"));
    bert.weights.close();
    expectAppError(
      () => buildModelGraph(bert.architecture, bert.config, weightsOf(bert).layout, options),
      "UNSUPPORTED_FORMAT",
      /cannot generate text/,
    );
  });
});
