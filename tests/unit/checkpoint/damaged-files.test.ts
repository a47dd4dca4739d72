import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { Rng } from "@/lib/rng";
import { openGgufModel } from "@/lm/checkpoint/gguf/open-gguf-model";
import { openModelDirectory, type OpenModel } from "@/lm/checkpoint/open-model-directory";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { writeTinyGguf } from "@/tests/support/write-tiny-gguf";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const MUTANTS = 300;
/** A tiny model takes some hundred kilobytes; a file that lies about a size must not cost more than this. */
const MOST_MEMORY = 256 * 2 ** 20;

beforeAll(async () => {
  await makeTinyModel({ architecture: "llama", directory: place("llama"), seed: 1 });
  writeTinyGguf({ directory: place("llama"), file: place("model.gguf"), type: "Q8_0" });
  cpSync(place("llama"), place("damaged"), { recursive: true });
});

type Mutation = (bytes: Buffer, rng: Rng) => Buffer;

const EXTREMES = [0n, 1n, 0x7fn, 0xffn, 0xffff_ffffn, 0x7fff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn];

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, rng) {
    const out = Buffer.from(bytes);
    for (let i = 0; i <= rng.integer(4); i++) {
      const at = rng.integer(out.length);
      out[at] = (out[at] ?? 0) ^ (1 << rng.integer(8));
    }
    return out;
  },
  function lieAboutASize(bytes, rng) {
    const out = Buffer.from(bytes);
    const value = EXTREMES[rng.integer(EXTREMES.length)] ?? 0n;
    out.writeBigUInt64LE(value, rng.integer(Math.max(1, out.length - 8)));
    return out;
  },
  (bytes, rng) => bytes.subarray(0, rng.integer(bytes.length)),
  function removeSome(bytes, rng) {
    const from = rng.integer(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + rng.integer(40))]);
  },
  function repeatSome(bytes, rng) {
    const from = rng.integer(bytes.length);
    const to = from + 1 + rng.integer(200);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
];

/** A JSON value somewhere in the text becomes another one. */
const VALUES = ["null", "true", "-1", "0", "1e308", "1e-9", '""', '"x"', "[]", "{}", "[[[[]]]]", '{"a": {}}'];
const replaceValue: Mutation = (bytes, rng) => {
  const text = bytes.toString("utf8");
  const found = [...text.matchAll(/(?<=[:[,]\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/g)];
  const chosen = found[rng.integer(Math.max(1, found.length))];
  if (!chosen) return bytes;
  const value = VALUES[rng.integer(VALUES.length)] ?? "null";
  return Buffer.from(text.slice(0, chosen.index) + value + text.slice(chosen.index + chosen[0].length));
};

/** Damage is done to the first `reach` bytes, where a file says what it holds. */
function mutant(original: Buffer, reach: number, mutations: readonly Mutation[], rng: Rng): Buffer {
  const mutate = mutations[rng.integer(mutations.length)] as Mutation;
  return Buffer.concat([mutate(original.subarray(0, reach), rng), original.subarray(reach)]);
}

function readAll(open: () => OpenModel): void {
  const model = open();
  try {
    for (const { name } of model.parameters) model.weights.read(name);
    model.tokenizer.encodeChat([{ role: "user", content: "Hi there 你好" }], { generationPrompt: true });
  } finally {
    model.weights.close();
  }
}

/** Opens damaged files; each must open, or be refused with a named error. Returns how often it was which. */
function openMutants(options: {
  file: string;
  reach?: number;
  mutations: readonly Mutation[];
  open: () => OpenModel;
}): Record<string, number> {
  const { file, mutations, open } = options;
  const original = readFileSync(file);
  const reach = Math.min(options.reach ?? original.length, original.length);
  const outcomes: Record<string, number> = {};
  try {
    for (let seed = 0; seed < MUTANTS; seed++) {
      writeFileSync(file, mutant(original, reach, mutations, Rng.fromSeed(seed)));
      const before = process.memoryUsage().rss;
      const outcome = outcomeOf(() => readAll(open), `${path.basename(file)}, seed ${seed}`);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      expect(process.memoryUsage().rss - before, `memory, seed ${seed}`).toBeLessThan(MOST_MEMORY);
    }
  } finally {
    writeFileSync(file, original);
  }
  return outcomes;
}

function outcomeOf(run: () => void, what: string): string {
  try {
    run();
    return "opened";
  } catch (error) {
    if (!(error instanceof AppError) || ["INTERNAL", "OUT_OF_MEMORY"].includes(error.code)) {
      throw new Error(`${what}: not refused with a reason`, { cause: error });
    }
    expect(error.message.length, what).toBeGreaterThan(10);
    return error.code;
  }
}

describe("damaged files are refused with a reason, and cost no memory", () => {
  test.each([
    { name: "model.safetensors", reach: 4096, mutations: MUTATIONS },
    { name: "config.json", mutations: [...MUTATIONS, replaceValue, replaceValue, replaceValue] },
    { name: "generation_config.json", mutations: [...MUTATIONS, replaceValue, replaceValue] },
    { name: "tokenizer.json", mutations: [...MUTATIONS, replaceValue, replaceValue, replaceValue] },
    { name: "tokenizer_config.json", mutations: [...MUTATIONS, replaceValue, replaceValue, replaceValue] },
  ])("$name", ({ name, reach, mutations }) => {
    const outcomes = openMutants({
      file: path.join(place("damaged"), name),
      reach,
      mutations,
      open: () => openModelDirectory(place("damaged")),
    });
    expect(Object.keys(outcomes).length, JSON.stringify(outcomes)).toBeGreaterThan(0);
  });

  test("a GGUF file", () => {
    const outcomes = openMutants({
      file: place("model.gguf"),
      reach: 16_384,
      mutations: MUTATIONS,
      open: () => openGgufModel(place("model.gguf")),
    });
    expect(outcomes.TRUNCATED_FILE ?? outcomes.MALFORMED_FILE).toBeGreaterThan(0);
  });
});
