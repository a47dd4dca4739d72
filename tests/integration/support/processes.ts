import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import net from "node:net";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");

export interface RunningProcesses {
  sampler: { url: string; token: string };
  /** Starts one more worker. */
  startWorker(): ChildProcess;
  stop(): Promise<void>;
}

/** The shipped sampler, and the shipped worker as often as asked, over one installation. */
export async function startProcesses(installation: {
  databaseUrl: string;
  dataDirectory: string;
}): Promise<RunningProcesses> {
  const sampler = { url: `http://127.0.0.1:${await freePort()}`, token: randomBytes(16).toString("hex") };
  const env = {
    ...process.env,
    DATABASE_URL: installation.databaseUrl,
    PLAUDIT_DATA_DIR: installation.dataDirectory,
    SAMPLER_URL: sampler.url,
    SAMPLER_TOKEN: sampler.token,
  };
  const children: ChildProcess[] = [];
  const start = (file: string) => {
    const output = process.env.PLAUDIT_VERBOSE ? "inherit" : "ignore";
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      cwd: ROOT,
      env,
      stdio: ["ignore", output, output],
    });
    children.push(child);
    return child;
  };
  start("lm/inference/sampler-process.ts");
  return {
    sampler,
    startWorker: () => start("trainer/worker/main.ts"),
    async stop() {
      const alive = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      await Promise.all(
        alive.map((child) => {
          const ended = new Promise((resolve) => child.once("exit", resolve));
          child.kill("SIGTERM");
          return ended;
        }),
      );
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
