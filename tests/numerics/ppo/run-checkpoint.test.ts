import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { RunCheckpoint } from "@/trainer/pipeline/run-checkpoint";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

beforeAll(async () => {
  await loadTensorflow();
});

let directory: string;
let store: ParameterStore;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "plaudit-checkpoint-"));
  store = new ParameterStore();
  store.add("weight", [2], new Float32Array(2));
});
afterEach(() => {
  store.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const open = (startedWith: unknown = "this run") =>
  new RunCheckpoint(directory, startedWith, z.strictObject({ step: z.int() }));
const restore = async (startedWith?: unknown) => {
  const told: string[] = [];
  const state = await open(startedWith).restore(parts(), (warning) => told.push(warning));
  return { state, told };
};
const parts = () => ({ parameters: { policy: store }, optimisers: {} });

async function saveSteps(from: number, to: number): Promise<void> {
  for (let step = from; step <= to; step++) {
    store.set("weight", Float32Array.of(step, -step));
    await open().save(step, parts(), { step });
  }
  store.set("weight", new Float32Array(2));
}

function newestTensors(): string {
  return path.join(directory, readdirSync(directory).sort().at(-1) ?? "", "tensors.safetensors");
}

describe("the checkpoints of a run", () => {
  it("are its last two, and the newest is restored", async () => {
    await saveSteps(1, 4);
    expect(readdirSync(directory).sort()).toEqual(["checkpoint-000000003", "checkpoint-000000004"]);
    expect(await restore()).toEqual({ state: { step: 4 }, told: [] });
    expect([...store.toFloat32("weight")]).toEqual([4, -4]);
  });

  it("give way to the one before where the disk spoiled the newest, which the next save replaces", async () => {
    await saveSteps(1, 4);
    const bytes = readFileSync(newestTensors());
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(newestTensors(), bytes);
    expect(await restore()).toEqual({
      state: { step: 3 },
      told: [expect.stringMatching(/checkpoint-000000004 is damaged/)],
    });
    expect([...store.toFloat32("weight")]).toEqual([3, -3]);
    await saveSteps(4, 4);
    expect(await restore()).toEqual({ state: { step: 4 }, told: [] });
  });

  it("of another run are not resumed, which is told, and give way to this run's", async () => {
    await saveSteps(8, 9);
    expect(await restore("another run")).toEqual({
      state: undefined,
      told: [expect.stringMatching(/of another run.*begins anew/)],
    });
    expect([...store.toFloat32("weight")]).toEqual([0, 0]);
    await open("another run").save(1, parts(), { step: 1 });
    expect(readdirSync(directory)).toEqual(["checkpoint-000000001"]);
    expect(await restore("another run")).toEqual({ state: { step: 1 }, told: [] });
  });

  it("leave other programs' alone", async () => {
    mkdirSync(path.join(directory, "checkpoint-500"));
    await saveSteps(1, 3);
    open().remove();
    expect(readdirSync(directory)).toEqual(["checkpoint-500"]);
  });
});
