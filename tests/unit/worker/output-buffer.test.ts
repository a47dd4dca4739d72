import { expect, it } from "vitest";
import { OutputBuffer } from "@/trainer/worker/output-buffer";

it("keeps the last value of a step, the newest progress, and every line", () => {
  const buffer = new OutputBuffer();
  buffer.add({ type: "metrics", step: 1, values: { loss: 3, kl: 0 } }, 0);
  buffer.add({ type: "metrics", step: 1, values: { loss: 2 } }, 0);
  buffer.add({ type: "progress", update: { phase: "train", done: 0, total: 10, unit: "steps" } }, 0);
  buffer.add({ type: "progress", update: { phase: "train", done: 2, total: 10, unit: "steps" } }, 4_000);
  buffer.add({ type: "log", level: "info", message: "a\0b" }, 0);
  const output = buffer.take();
  expect(output.metrics).toEqual([
    { step: 1, name: "loss", value: 2 },
    { step: 1, name: "kl", value: 0 },
  ]);
  expect(output.progress).toMatchObject({ done: 2, secondsLeft: 16 });
  expect(output.logs?.map(({ message }) => message)).toEqual(["ab"]);
  expect(buffer.isEmpty).toBe(true);
});

it("loses nothing of a write that failed, and lets what came since win", () => {
  const buffer = new OutputBuffer();
  buffer.add({ type: "metrics", step: 1, values: { loss: 3, kl: 1 } }, 0);
  buffer.add({ type: "log", level: "info", message: "first" }, 0);
  buffer.add({ type: "checkpoint" }, 0);
  const failed = buffer.take();
  buffer.add({ type: "metrics", step: 1, values: { loss: 2 } }, 1);
  buffer.add({ type: "log", level: "info", message: "second" }, 1);
  buffer.putBack(failed);
  const { metrics, logs, checkpointed } = buffer.take();
  expect(metrics).toEqual([
    { step: 1, name: "loss", value: 2 },
    { step: 1, name: "kl", value: 1 },
  ]);
  expect(logs?.map(({ message }) => message)).toEqual(["first", "second"]);
  expect(checkpointed).toBe(true);
});
