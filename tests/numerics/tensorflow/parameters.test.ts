import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { layoutSafetensors } from "@/lm/checkpoint/layout-safetensors";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { expectAppError } from "@/tests/support/expect-app-error";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { testNumbers } from "@/tests/numerics/tensorflow/finite-differences";
import { loadModel, writeTinyModel } from "@/tests/numerics/tensorflow/tiny-language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

const root = temporaryDirectory();

beforeAll(async () => {
  await loadTensorflow();
});

describe("ParameterStore", () => {
  it("writes its numbers where the model file has them, so that a session on that file gets new weights", async () => {
    const { parameters } = loadModel(await writeTinyModel(root, "llama"));
    const [name = ""] = parameters.names();
    parameters.set(name, testNumbers(parameters.get(name).size, 5));
    const layout = layoutSafetensors(parameters.specs());
    const file = new Uint8Array(layout.totalBytes);
    file.set(layout.headerBytes);
    parameters.writeInto(layout, file);
    const target = path.join(root, "exported.safetensors");
    writeFileSync(target, file);
    const read = SafetensorsFile.open(target);
    for (const each of parameters.names()) expect(read.read(each)).toEqual(parameters.toFloat32(each));
    read.close();
    // without the header, for a buffer that holds the tensors alone
    const bare = new Uint8Array(layout.totalBytes - layout.headerBytes.length);
    parameters.writeInto(layout, bare, { fileOffset: layout.headerBytes.length });
    expect(Buffer.from(bare).equals(readFileSync(target).subarray(layout.headerBytes.length))).toBe(true);
  });

  it("refuses a parameter of another name or shape, naming it", () => {
    const directory = path.join(root, "llama");
    const { weights, parameters } = openModelDirectory(directory);
    const [first] = parameters;
    if (!first) throw new Error("no parameters");
    const wrong = [{ name: first.name, shape: [1, 2] }];
    expectAppError(() => ParameterStore.fromWeights(weights, wrong), "WRONG_SHAPE", /embed_tokens.*\[1, 2\]/);
    const missing = [{ name: "model.nothing.weight", shape: [2] }];
    expectAppError(
      () => ParameterStore.fromWeights(weights, missing),
      "MISSING_TENSOR",
      /model\.nothing\.weight/,
    );
    weights.close();
  });

  it("clones into variables of their own", () => {
    const store = new ParameterStore();
    store.add("a", [3], Float32Array.of(1, 2, 3));
    const copy = store.clone();
    store.set("a", Float32Array.of(4, 5, 6));
    expect(Array.from(copy.toFloat32("a"))).toEqual([1, 2, 3]);
    expect(Array.from(store.toFloat32("a"))).toEqual([4, 5, 6]);
  });
});
