import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { Check } from "@/cli/doctor/finding";
import { formatBytes } from "@/cli/progress-display";
import { dataDirectory } from "@/scripts/support/paths.mjs";

const GIGABYTE = 1e9;

export const checkNode: Check = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return Promise.resolve({
    status: ok ? "ok" : "error",
    detail: `${process.versions.node} on ${os.platform()}-${os.arch()}`,
    ...(!ok && { advice: "Install Node 20.19 or later." }),
  });
};

/** Of the container, where it has a limit of its own. Bytes. */
function memoryLimit(): number {
  for (const file of ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]) {
    if (!existsSync(file)) continue;
    const limit = Number(readFileSync(file, "utf8"));
    if (limit > 0 && limit < os.totalmem()) return limit;
  }
  return os.totalmem();
}

export const checkMemory: Check = () => {
  const total = memoryLimit();
  const enough = total >= 9 * GIGABYTE;
  return Promise.resolve({
    status: enough ? "ok" : "warning",
    detail: `${formatBytes(total)}, ${os.availableParallelism()} cores`,
    ...(!enough && {
      advice: "PPO on the 135 M default policy needs about 7 GB: use small batches, or a smaller model.",
    }),
  });
};

export const checkDisk: Check = async () => {
  let directory = dataDirectory();
  while (!existsSync(directory)) directory = path.dirname(directory);
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const status = free < 2 * GIGABYTE ? "error" : free < 8 * GIGABYTE ? "warning" : "ok";
  return {
    status,
    detail: `${formatBytes(free)} free in ${directory}`,
    ...(status !== "ok" && {
      advice: "Each version of the 135 M policy takes 0.55 GB, a run's checkpoints three times that.",
    }),
  };
};

export const checkPort: Check = async () => {
  const port = Number(process.env.PORT ?? 3000);
  const host = process.env.HOST ?? "127.0.0.1";
  const taken = await new Promise<boolean>((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(true));
    probe.listen(port, host, () => probe.close(() => resolve(false)));
  });
  if (!taken) return { status: "ok", detail: `${host}:${port} is free` };
  const ours = await isPlaudit(`http://${host}:${port}`);
  return ours
    ? { status: "ok", detail: `Plaudit answers on ${host}:${port}` }
    : {
        status: "warning",
        detail: `${host}:${port} is taken`,
        advice: "npm start takes the next free port; PORT chooses one.",
      };
};

async function isPlaudit(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/api/health`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}
