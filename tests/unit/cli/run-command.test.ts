import { spawn } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** Runs a program that calls the shipped harness, as a command file does. */
function run(body: string, onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const program = `
    import { runCommand } from "@/cli/run-command";
    import { AppError } from "@/lib/errors";
    ${body}`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: ROOT,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
    onStderr?.(String(chunk), (signal) => child.kill(signal));
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

describe("runCommand", () => {
  it("prints one JSON document on standard output whatever else is logged", async () => {
    const result = await run(`
      await runCommand({ json: true }, async ({ reporter }) => {
        console.log("a library's greeting");
        reporter.progress({ phase: "train", done: 1, total: 2, unit: "steps" });
        return { logprobs: new Float32Array([-0.5, NaN]) };
      });`);
    expect(JSON.parse(result.stdout)).toEqual({ logprobs: [-0.5, null] });
    expect(result.stderr).toContain("a library's greeting");
    expect(result.stderr).toContain("1/2 steps");
    expect(result.code).toBe(0);
  });

  it("turns an AppError into a message, a JSON error and exit code 1", async () => {
    const result = await run(`
      await runCommand({ json: true }, async () => { throw new AppError("WRONG_SHAPE", "lm_head is [3, 4]."); });`);
    expect(JSON.parse(result.stdout)).toEqual({
      error: { code: "WRONG_SHAPE", message: "lm_head is [3, 4]." },
    });
    expect(result.stderr).toBe("error: lm_head is [3, 4].\n");
    expect(result.code).toBe(1);
  });

  it("aborts the signal on the first interrupt and lets the command clean up", async () => {
    const result = await run(
      `await runCommand({ json: true }, ({ signal }) => new Promise((_, reject) => {
        const alive = setInterval(() => {}, 1000);
        signal.addEventListener("abort", () => { clearInterval(alive); console.error("cleaned up"); reject(signal.reason); });
        console.error("ready");
      }));`,
      (text, kill) => {
        if (text.includes("ready")) kill("SIGINT");
      },
    );
    expect(result.stderr).toContain("cleaned up");
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: "RUN_CANCELLED" } });
    expect(result.code).toBe(130);
  });

  it("quits at once on the second interrupt", async () => {
    const result = await run(
      `await runCommand({}, () => new Promise(() => { setInterval(() => {}, 1000); console.error("ready"); }));`,
      (text, kill) => {
        if (text.includes("ready") || text.includes("stopping")) kill("SIGINT");
      },
    );
    expect(result.code).toBe(130);
  });
});
