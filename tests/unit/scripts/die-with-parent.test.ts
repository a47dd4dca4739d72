import { fork, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const preload = path.resolve("scripts/support/die-with-parent.mjs");
const directory = temporaryDirectory();

function program(name: string, text: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a process that ends with its parent", () => {
  it.each([pathToFileURL(preload).href, preload])(
    "leaves those that it forks alone, who live on their channel (%s)",
    async (form) => {
      // As the workers of a build do: they wait for work, with nothing but the channel to keep them.
      const worker = program("worker.mjs", 'process.on("message", (m) => process.send(m + 1));');
      const middle = program(
        "middle.mjs",
        `import { fork } from "node:child_process";
         const worker = fork(${JSON.stringify(worker)});
         worker.on("exit", (code) => process.send({ endedEarly: code }));
         worker.on("message", (answer) => process.send({ answer }, () => worker.kill()));
         setTimeout(() => worker.connected && worker.send(41), 700);`,
      );
      const child = fork(middle, [], { execArgv: ["--import", form] });
      const first = await new Promise((resolve) => child.once("message", resolve));
      child.kill("SIGKILL");
      expect(first).toEqual({ answer: 42 });
    },
  );

  it("ends when its parent is killed", async () => {
    const child = program("child.mjs", "setInterval(() => {}, 1000);");
    const parent = program(
      "parent.mjs",
      `import { fork } from "node:child_process";
       const child = fork(${JSON.stringify(child)}, [], { execArgv: ["--import", ${JSON.stringify(preload)}] });
       child.once("spawn", () => setTimeout(() => console.log(child.pid), 500));`,
    );
    const running = spawn(process.execPath, [parent], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(
      await new Promise((resolve) => running.stdout.once("data", (data) => resolve(String(data)))),
    );
    expect(isAlive(pid)).toBe(true);
    running.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});
