import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runTraining } from "@/cli/run-training";
import type { StageContext } from "@/lib/contracts/progress";
import { recordStage } from "@/tests/support/stage-context";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const root = temporaryDirectory();
let count = 0;
let out: string;
let work: string;

beforeEach(() => {
  const place = path.join(root, String(count++));
  mkdirSync(place);
  out = path.join(place, "model");
  work = path.join(place, "mywork");
});

/** Leaves what the stages leave: checkpoints, a half-written one, the best epoch's weights, sampled answers. */
function stage({ out: model }: { out: string }, { workDirectory }: StageContext): Promise<string> {
  for (const directory of ["checkpoint-000000007", ".checkpoint-000000008.partial-1-a"]) {
    mkdirSync(path.join(workDirectory, directory), { recursive: true });
    writeFileSync(path.join(workDirectory, directory, "tensors.safetensors"), "");
  }
  writeFileSync(path.join(workDirectory, "best.safetensors"), "");
  writeFileSync(path.join(workDirectory, "samples.jsonl"), '{"step": 0}\n');
  mkdirSync(model);
  return Promise.resolve("report");
}

function train(workDirectory?: string, run: typeof stage = stage): Promise<string> {
  const { reporter, signal } = recordStage("").context;
  return runTraining(run, { out }, { reporter, signal }, workDirectory);
}

describe("the work directory of a training command", () => {
  it("is gone after the run where it held nothing else, and the sampled answers are in the model's", async () => {
    expect(await train()).toBe("report");
    expect(existsSync(`${out}.run`)).toBe(false);
    expect(readFileSync(path.join(out, "samples.jsonl"), "utf8")).toBe('{"step": 0}\n');
  });

  it.each([
    ["named by the user", () => work],
    ["that happens to be called OUT.run", () => `${out}.run`],
  ])("keeps everything that was in it before, %s", async (_, where) => {
    mkdirSync(path.join(where(), "checkpoint-500"), { recursive: true });
    writeFileSync(path.join(where(), "thesis.txt"), "x");
    await train(where());
    expect(readdirSync(where()).sort()).toEqual(["checkpoint-500", "thesis.txt"]);
  });

  it.each(["samples.jsonl", "best.safetensors", "checkpoint-000000001"])(
    "is refused where it holds %s that no run wrote",
    async (name) => {
      mkdirSync(work);
      writeFileSync(path.join(work, name), "mine");
      await expect(train(work)).rejects.toMatchObject({ code: "CONFLICT" });
      expect(readFileSync(path.join(work, name), "utf8")).toBe("mine");
    },
  );

  it("stays after a run that failed, for the next attempt", async () => {
    const fail = (config: { out: string }, context: StageContext) => {
      writeFileSync(path.join(context.workDirectory, "best.safetensors"), config.out);
      return Promise.reject(new Error("no"));
    };
    await expect(train(work, fail)).rejects.toThrow("no");
    expect(readdirSync(work)).toContain("best.safetensors");
    expect(await train(work)).toBe("report");
    expect(existsSync(work)).toBe(false);
  });

  it("does not stay after a run that wrote nothing into it", async () => {
    await expect(train(work, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(work)).toBe(false);
  });
});
