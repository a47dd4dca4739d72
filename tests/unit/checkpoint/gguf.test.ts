import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openGgufModel } from "@/lm/checkpoint/gguf/open-gguf-model";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { importModel } from "@/lm/import-model";
import { expectAppError } from "@/tests/support/expect-app-error";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { silentReporter } from "@/tests/support/silent-reporter";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { writeTinyGguf, type WriteTinyGgufOptions } from "@/tests/support/write-tiny-gguf";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
let count = 0;

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("llama"), seed: 1 });
  await makeTinyModel({ architecture: "gpt2", directory: place("gpt2"), seed: 2 });
});

function ggufOf(model: "llama" | "gpt2", options: Partial<WriteTinyGgufOptions> = {}): string {
  const file = place(`${count++}.gguf`);
  writeTinyGguf({ directory: place(model), file, type: "F32", ...options });
  return file;
}

/** Largest difference over all parameters between the file and the directory that it was made from. */
function largestDifference(file: string, model: "llama" | "gpt2"): number {
  const gguf = openGgufModel(file);
  const original = openModelDirectory(place(model));
  let largest = 0;
  for (const { name } of original.parameters) {
    const expected = original.weights.read(name);
    for (const [i, value] of gguf.weights.read(name).entries()) {
      largest = Math.max(largest, Math.abs(value - (expected[i] ?? NaN)));
    }
  }
  gguf.weights.close();
  original.weights.close();
  return largest;
}

describe("a GGUF file becomes the Hugging Face model it was converted from", () => {
  test.each([
    ["llama", "F32", 0],
    ["llama", "F16", 1e-3],
    ["llama", "BF16", 1e-2],
    ["llama", "Q8_0", 1e-2],
    ["gpt2", "F32", 0],
    ["gpt2", "Q8_0", 1e-2],
  ] as const)("%s in %s, queries, keys and matrices put back in place", (model, type, tolerance) => {
    expect(largestDifference(ggufOf(model, { type }), model)).toBeLessThanOrEqual(tolerance);
  });

  test("with its configuration, end token and chat template", () => {
    const original = openModelDirectory(place("llama"));
    const gguf = openGgufModel(ggufOf("llama"));
    const { raw: _, ...config } = gguf.config;
    expect(original.config).toMatchObject(config);
    expect(gguf.tokenizer.endTokenIds).toEqual(original.tokenizer.endTokenIds);
    const messages = [{ role: "user", content: "How do I cook 你好?" }] as const;
    expect(gguf.tokenizer.encodeChat(messages, { generationPrompt: true })).toEqual(
      original.tokenizer.encodeChat(messages, { generationPrompt: true }),
    );
    original.weights.close();
    gguf.weights.close();
  });

  test("a head that only repeats the embedding is tied; another one is kept", () => {
    const original = openModelDirectory(place("llama"));
    const data = original.weights.read("model.embed_tokens.weight");
    original.weights.close();
    const extra = [{ name: "output.weight", shape: [512, 32], data }];
    const same = openGgufModel(ggufOf("llama", { extra }));
    expect(same.config.tiedEmbeddings).toBe(true);
    same.weights.close();
    const changed = data.slice();
    changed[5] = 9;
    const other = openGgufModel(
      ggufOf("llama", { extra: [{ name: "output.weight", shape: [512, 32], data: changed }] }),
    );
    expect(other.config.tiedEmbeddings).toBe(false);
    expect(other.weights.read("lm_head.weight")[5]).toBe(9);
    other.weights.close();
  });

  test("importing it writes a model directory; tensors that nothing uses are named", async () => {
    const extra = [{ name: "blk.0.attn_sinks.weight", shape: [4], data: new Float32Array(4) }];
    const reporter = silentReporter();
    const result = await importModel(
      { source: ggufOf("llama", { extra }), out: place("imported") },
      { reporter, signal: new AbortController().signal },
    );
    expect(result.unusedTensors).toEqual(["blk.0.attn_sinks.weight"]);
    expect(reporter.lines.join()).toMatch(/blk\.0\.attn_sinks\.weight/);
    expect(openModelDirectory(place("imported")).tokenizer.hasChatTemplate).toBe(true);
  });
});

describe("a file that does not say how its tokenizer cuts words", () => {
  const text = (value: string) => ({ type: "string", value }) as const;
  const open = (metadata: WriteTinyGgufOptions["metadata"]) => {
    const model = openGgufModel(ggufOf("llama", { metadata }));
    model.weights.close();
    return model;
  };
  const splitOf = ({ tokenizer }: OpenModel) => JSON.stringify(tokenizer.files.tokenizerJson.pre_tokenizer);

  test("is taken as models of its kind do, with a warning", () => {
    const stated = open({});
    expect(stated.warnings).toEqual([]);
    for (const pre of [undefined, text("default")]) {
      const missing = open({ "tokenizer.ggml.pre": pre });
      expect(missing.warnings.join()).toMatch(/does not say how .*taken as gpt2/);
      expect(splitOf(missing)).toBe(splitOf(stated));
    }
    const tokens = ["<|begin_of_text|>", ...stated.tokenizer.tokensFrom(1)];
    const llama3 = open({
      "tokenizer.ggml.pre": undefined,
      "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    });
    expect(llama3.warnings.join()).toMatch(/taken as llama3/);
    expect(splitOf(llama3)).toContain("{1,3}");
  });
});

describe("what cannot be followed is refused by name", () => {
  const refuse = (
    code: Parameters<typeof expectAppError>[1],
    message: RegExp,
    options: Partial<WriteTinyGgufOptions>,
  ) => expectAppError(() => openGgufModel(ggufOf("llama", options)), code, message);
  const text = (value: string) => ({ type: "string", value }) as const;

  test("an architecture, a tokenizer, a way to cut words, a rope scaling", () => {
    refuse("UNKNOWN_ARCHITECTURE", /"mamba"/, { metadata: { "general.architecture": text("mamba") } });
    refuse("UNSUPPORTED_FORMAT", /"t5"/, { metadata: { "tokenizer.ggml.model": text("t5") } });
    refuse("UNSUPPORTED_FORMAT", /"klingon"/, { metadata: { "tokenizer.ggml.pre": text("klingon") } });
    refuse("UNSUPPORTED_FORMAT", /"yarn"/, { metadata: { "llama.rope.scaling.type": text("yarn") } });
  });

  test("a missing tensor or metadata value, a wrong shape", () => {
    refuse("MISSING_TENSOR", /layers\.1\.mlp\.up_proj/, { without: ["blk.1.ffn_up.weight"] });
    refuse("MISSING_TENSOR", /token_embd/, { without: ["token_embd.weight"] });
    refuse("MALFORMED_FILE", /llama\.block_count/, { metadata: { "llama.block_count": undefined } });
    refuse("MALFORMED_FILE", /block_count is not a number/, { metadata: { "llama.block_count": text("2") } });
    const narrow = { type: "uint32", value: 64 } as const;
    refuse("WRONG_SHAPE", /gate_proj/, { metadata: { "llama.feed_forward_length": narrow } });
  });

  test("an absurd number of layers", () => {
    const many = { type: "uint32", value: 4_000_000_000 } as const;
    refuse("MALFORMED_FILE", /layers/, { metadata: { "llama.block_count": many } });
  });

  test("counts, lengths and sizes beyond the file, before anything is allocated", () => {
    const good = readFileSync(ggufOf("llama"));
    const change = (at: number, value: bigint) => {
      const bytes = Buffer.from(good);
      bytes.writeBigUInt64LE(value, at);
      const file = place(`${count++}.gguf`);
      writeFileSync(file, bytes);
      return () => openGgufModel(file);
    };
    expectAppError(change(8, 2n ** 63n), "MALFORMED_FILE", /tensors/);
    expectAppError(change(8, 90_000n), "TRUNCATED_FILE", /90000 tensors/);
    expectAppError(change(16, 2n ** 40n), "MALFORMED_FILE", /metadata/);
    expectAppError(change(24, 2n ** 32n), "MALFORMED_FILE", /key is 4294967296 bytes/);
    expectAppError(change(24, 10_000_000n), "TRUNCATED_FILE", /needs 10000000 bytes/);
  });

  test("a wrong beginning or version", () => {
    const file = place("wrong.gguf");
    writeFileSync(file, "PK");
    expectAppError(() => openGgufModel(file), "TRUNCATED_FILE", /header/);
    writeFileSync(file, Buffer.alloc(100, "x"));
    expectAppError(() => openGgufModel(file), "MALFORMED_FILE", /does not begin with "GGUF"/);
    const bytes = readFileSync(ggufOf("llama"));
    bytes.writeUInt32LE(1, 4);
    writeFileSync(file, bytes);
    expectAppError(() => openGgufModel(file), "UNSUPPORTED_FORMAT", /version 1/);
  });

  test("a file cut anywhere is refused, one with changed bytes gives a named error or a model", () => {
    const bytes = readFileSync(ggufOf("gpt2"));
    const headerEnd = bytes.length - 4 * 486 * 32;
    const file = place("fuzzed.gguf");
    for (let i = 1; i <= 60; i++) {
      writeFileSync(file, bytes.subarray(0, Math.floor((bytes.length * i) / 61)));
      expectAppError(() => openGgufModel(file), "TRUNCATED_FILE", /truncated|ends early/);
    }
    for (let i = 0; i < 150; i++) {
      const mutated = Buffer.from(bytes);
      for (let k = 0; k <= i % 4; k++)
        mutated[(i * 7919 + k * 104_729) % headerEnd] = (i * 31 + k * 17) & 255;
      writeFileSync(file, mutated);
      try {
        openGgufModel(file).weights.close();
      } catch (error) {
        expect((error as Error).name, String((error as Error).stack)).toBe("AppError");
      }
    }
  });
});
