import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { writeSafetensors, type WritableTensor } from "@/lm/checkpoint/write-safetensors";
import { importModel } from "@/lm/import-model";
import { expectAppError } from "@/tests/support/expect-app-error";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { silentReporter } from "@/tests/support/silent-reporter";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const run = (source: string, out: string, signal = new AbortController().signal) =>
  importModel({ source, out }, { reporter: silentReporter(), signal });

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("llama"), seed: 1 });
  await makeTinyModel({ architecture: "gpt2", directory: place("gpt2"), seed: 2 });
  await makeTinyModel({ architecture: "bert", directory: place("bert"), seed: 3 });
});

/** A copy of a tiny model without its weights, to be given others. */
function copyWithoutWeights(from: string, to: string): string {
  mkdirSync(place(to));
  for (const name of ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"]) {
    cpSync(path.join(place(from), name), path.join(place(to), name));
  }
  return place(to);
}

function tensorsOf(model: string): { name: string; shape: readonly number[]; data: Float32Array }[] {
  const file = SafetensorsFile.open(path.join(place(model), "model.safetensors"));
  const tensors = file.names().map((name) => ({ name, shape: file.shape(name), data: file.read(name) }));
  file.close();
  return tensors;
}

async function withTensors(from: string, to: string, change: (t: WritableTensor[]) => WritableTensor[]) {
  const directory = copyWithoutWeights(from, to);
  await writeSafetensors(path.join(directory, "model.safetensors"), change(tensorsOf(from)));
  return directory;
}

/** Every file beside the models themselves that an import could have left. */
const leftovers = () =>
  readdirSync(root).filter((name) => name.includes("partial") || name.startsWith("out-"));

describe("an import", () => {
  test("writes a complete directory, weights shared with onnx/, and says what it wrote", async () => {
    const result = await run(place("llama"), place("imported"));
    expect(result).toMatchObject({
      directory: place("imported"),
      modelType: "llama",
      head: "language-model",
      parameters: 512 * 32 + 2 * (32 * 32 * 2 + 16 * 32 * 2 + 3 * 96 * 32 + 2 * 32) + 32,
      tensors: 20,
      unusedTensors: [],
      vocabularySize: 512,
      hasChatTemplate: true,
    });
    expect(readdirSync(place("imported")).sort()).toEqual([
      "config.json",
      "generation_config.json",
      "model.safetensors",
      "onnx",
      "plaudit.json",
      "tokenizer.json",
      "tokenizer_config.json",
    ]);
    const weights = statSync(place("imported/model.safetensors"));
    expect(statSync(place("imported/onnx/model.safetensors")).ino).toBe(weights.ino);
    expect(statSync(place("imported/onnx/model.onnx")).size).toBeGreaterThan(1000);
    expect(leftovers()).toEqual([]);
  });

  test("importing what was imported gives the same content", async () => {
    const again = await run(place("imported"), place("imported-again"));
    expect(again.contentHash).toBe(
      JSON.parse(readFileSync(place("imported/plaudit.json"), "utf8")).contentHash,
    );
    expect(tensorsOf("imported-again")).toEqual(tensorsOf("llama"));
  });

  test("a checkpoint of the bare trunk gets the prefix, old names of norms and buffers are understood", async () => {
    const bare = await withTensors("gpt2", "gpt2-bare", (tensors) => [
      ...tensors.map((t) => ({ ...t, name: t.name.replace(/^transformer\./, "") })),
      { name: "h.0.attn.bias", shape: [1, 1, 2, 2], data: new Float32Array(4) },
      { name: "h.0.attn.masked_bias", shape: [], data: new Float32Array(1) },
    ]);
    const result = await run(bare, place("out1"));
    expect(result.unusedTensors).toEqual([]);
    expect(tensorsOf("out1")).toEqual(tensorsOf("gpt2"));

    const old = await withTensors("bert", "bert-old", (tensors) => [
      ...tensors.map((t) => ({
        ...t,
        name: t.name
          .replace(/^bert\./, "")
          .replace("LayerNorm.weight", "LayerNorm.gamma")
          .replace("LayerNorm.bias", "LayerNorm.beta"),
      })),
      { name: "cls.predictions.bias", shape: [2], data: new Float32Array(2) },
    ]);
    const bert = await run(old, place("out2"));
    expect(bert).toMatchObject({ head: "pooled", unusedTensors: ["cls.predictions.bias"] });
    expect(tensorsOf("out2")).toEqual(tensorsOf("bert"));
  });

  test("a sentence encoder without pooler is imported as it is", async () => {
    const without = await withTensors("bert", "bert-no-pooler", (tensors) =>
      tensors.filter((t) => !t.name.includes("pooler")),
    );
    expect((await run(without, place("out3"))).head).toBe("none");
  });

  test("a reward model keeps its head and its reward.json", async () => {
    await makeTinyModel({
      architecture: "bert",
      directory: place("bert-reward"),
      seed: 4,
      head: "reward",
      extraFiles: { "reward.json": "{}\n" },
    });
    const result = await run(place("bert-reward"), place("out4"));
    expect(result.head).toBe("reward");
    expect(existsSync(place("out4/reward.json"))).toBe(true);
    expect(tensorsOf("out4").map((t) => t.name)).toContain("classifier.weight");
  });

  test("sharded safetensors are put together", async () => {
    const directory = copyWithoutWeights("llama", "sharded");
    const tensors = tensorsOf("llama");
    const parts = [tensors.slice(0, 7), tensors.slice(7)];
    const map: Record<string, string> = {};
    for (const [i, part] of parts.entries()) {
      const name = `model-0000${i + 1}-of-00002.safetensors`;
      await writeSafetensors(path.join(directory, name), part);
      for (const t of part) map[t.name] = name;
    }
    const index = path.join(directory, "model.safetensors.index.json");
    writeFileSync(index, JSON.stringify({ metadata: {}, weight_map: map }));
    await run(directory, place("out5"));
    expect(tensorsOf("out5")).toEqual(tensors);

    writeFileSync(
      index,
      JSON.stringify({ weight_map: { ...map, "model.norm.weight": "../llama/model.safetensors" } }),
    );
    await expectAppError(() => run(directory, place("out-1")), "MALFORMED_FILE", /no file beside it/);
    writeFileSync(index, JSON.stringify({ weight_map: { ...map, "model.norm.weight": "gone.safetensors" } }));
    await expectAppError(() => run(directory, place("out-1")), "NOT_FOUND", /gone.safetensors is missing/);
    expect(leftovers()).toEqual([]);
  });
});

describe("an import that cannot be done is refused by name and leaves nothing", () => {
  test("a missing tensor", async () => {
    const source = await withTensors("llama", "missing", (tensors) =>
      tensors.filter((t) => t.name !== "model.layers.1.mlp.up_proj.weight"),
    );
    await expectAppError(
      () => run(source, place("out-2")),
      "MISSING_TENSOR",
      /model\.layers\.1\.mlp\.up_proj\.weight/,
    );
    expect(leftovers()).toEqual([]);
  });

  test("a wrong shape", async () => {
    const source = await withTensors("llama", "shape", (tensors) =>
      tensors.map((t) => (t.name === "model.norm.weight" ? { ...t, shape: [16, 2] } : t)),
    );
    await expectAppError(
      () => run(source, place("out-3")),
      "WRONG_SHAPE",
      /model\.norm\.weight .*\[16, 2\].*\[32\]/,
    );
  });

  test("a tokenizer that is larger than the model's vocabulary", async () => {
    await makeTinyModel({
      architecture: "bert",
      directory: place("other"),
      seed: 1,
      config: { vocab_size: 100 },
    });
    await expectAppError(() => run(place("other"), place("out-4")), "VOCABULARY_MISMATCH", /158 tokens.*100/);
  });

  test("an added token without a row is told, and the model is taken", async () => {
    const directory = copyWithoutWeights("gpt2", "padded");
    cpSync(path.join(place("gpt2"), "model.safetensors"), path.join(directory, "model.safetensors"));
    const read = (name: string) =>
      JSON.parse(readFileSync(path.join(directory, name), "utf8")) as Record<string, unknown>;
    const write = (name: string, json: object) =>
      writeFileSync(path.join(directory, name), JSON.stringify(json));
    const tokenizer = read("tokenizer.json");
    const added = tokenizer.added_tokens as object[];
    write("tokenizer.json", {
      ...tokenizer,
      added_tokens: [...added, { ...added[0], id: 512, content: "[PAD]" }],
    });
    write("tokenizer_config.json", { ...read("tokenizer_config.json"), pad_token: "[PAD]" });
    const reporter = silentReporter();
    await importModel(
      { source: directory, out: place("padded-imported") },
      { reporter, signal: new AbortController().signal },
    );
    expect(reporter.lines.join("\n")).toMatch(/added tokens beyond the 512 rows .*\(\[PAD\]\)/);
    const model = openModelDirectory(place("padded-imported"));
    expect(model.tokenizer.padTokenId).toBeLessThan(512);
    model.weights.close();
  });

  test("a chat template that cannot be rendered is told at once", async () => {
    const directory = copyWithoutWeights("llama", "percent");
    cpSync(path.join(place("llama"), "model.safetensors"), path.join(directory, "model.safetensors"));
    writeFileSync(path.join(directory, "chat_template.jinja"), "{{ '%s' % messages[0].content }}");
    const reporter = silentReporter();
    await importModel(
      { source: directory, out: place("percent-imported") },
      { reporter, signal: new AbortController().signal },
    );
    expect(reporter.lines.join("\n")).toMatch(/chat template cannot write a question: /);
  });

  test("weights in a format that can run code", async () => {
    const directory = copyWithoutWeights("llama", "pickled");
    writeFileSync(path.join(directory, "pytorch_model.bin"), "x");
    await expectAppError(
      () => run(directory, place("out-5")),
      "UNSUPPORTED_FORMAT",
      /pytorch_model\.bin.*safe_serialization/,
    );
  });

  test("a place that is taken, or a source that is not there", async () => {
    await expectAppError(() => run(place("llama"), place("gpt2")), "CONFLICT", /exists already/);
    await expectAppError(() => run(place("nothing"), place("out-6")), "NOT_FOUND", /nothing/);
    await expectAppError(() => run(place("llama/config.json"), place("out-6")), "MALFORMED_FILE", /GGUF/);
    mkdirSync(place("empty-out"));
    expect((await run(place("llama"), place("empty-out"))).tensors).toBe(20);
  });

  test("a cancelled one removes what it wrote", async () => {
    const controller = new AbortController();
    const reporter = { ...silentReporter(), progress: () => controller.abort(new Error("enough")) };
    const importing = importModel(
      { source: place("llama"), out: place("out-7") },
      { reporter, signal: controller.signal },
    );
    await expect(importing).rejects.toThrow("enough");
    expect(leftovers()).toEqual([]);
  });

  test("what a killed import left is removed by the next one", async () => {
    mkdirSync(place(".out8.partial-999999999-x"));
    await run(place("llama"), place("out8"));
    expect(existsSync(place(".out8.partial-999999999-x"))).toBe(false);
  });

  test("a file cut anywhere, or with bytes changed, gives a named error or a model, never a crash", async () => {
    const bytes = readFileSync(place("gpt2/model.safetensors"));
    const directory = copyWithoutWeights("gpt2", "fuzzed");
    const file = path.join(directory, "model.safetensors");
    const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
    for (let i = 0; i < 150; i++) {
      const mutated = Buffer.from(
        i % 3 === 0 ? bytes.subarray(0, Math.floor((bytes.length * i) / 150)) : bytes,
      );
      // spread deterministically over the header
      for (let k = 0; k < i % 5; k++) {
        const at = (i * 7919 + k * 104_729) % headerEnd;
        if (at < mutated.length) mutated[at] = (i * 31 + k * 17) & 255;
      }
      writeFileSync(file, mutated);
      let code = "fine";
      try {
        openModelDirectory(directory).weights.close();
      } catch (error) {
        code = (error as { code?: string }).code ?? String(error);
      }
      expect([
        "fine",
        "TRUNCATED_FILE",
        "MALFORMED_FILE",
        "UNSUPPORTED_FORMAT",
        "MISSING_TENSOR",
        "WRONG_SHAPE",
      ]).toContain(code);
    }
  });
});
