import { readFileSync } from "node:fs";
import type { JobError } from "@/drizzle/schema/jobs";

export interface Death {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines on standard error. */
  lastLines: readonly string[];
  /** Whether the kernel killed something for memory in this container meanwhile; undefined if it does not tell. */
  outOfMemoryKill: boolean | undefined;
}

const LESS_MEMORY =
  "Run it with a smaller batch, a shorter maximum length or a smaller model, or on a machine with more memory.";

/**
 * Why a job's process ended without an answer, as a person may want to know it. `certain`: it would end the same way
 * again.
 */
export function describeDeath({
  exitCode,
  signal,
  lastLines,
  outOfMemoryKill,
}: Death): JobError & { certain: boolean } {
  const text = lastLines.join("\n");
  if (/heap out of memory|std::bad_alloc|Cannot allocate memory|OOM when allocating|ENOMEM/i.test(text)) {
    const message = `The run needed more memory than there is. ${LESS_MEMORY}`;
    return { code: "OUT_OF_MEMORY", message, certain: true };
  }
  if (signal === "SIGKILL" && outOfMemoryKill !== false) {
    const what = outOfMemoryKill
      ? "The system killed the run because memory ran out."
      : "The run was killed from outside, most likely by the system because memory ran out.";
    return { code: "OUT_OF_MEMORY", message: `${what} ${LESS_MEMORY}`, certain: outOfMemoryKill === true };
  }
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  const last = lastLines.at(-1);
  return {
    code: "RUN_LOST",
    message: `The run's process ${how}${last ? `; its last words: ${last.slice(0, 300)}` : ""}.`,
    certain: false,
  };
}

/** How often the kernel has killed a process of this container for memory; undefined if it does not say. */
export function countOutOfMemoryKills(): number | undefined {
  for (const file of [
    "/sys/fs/cgroup/memory.events",
    "/sys/fs/cgroup/memory/memory.oom_control",
    "/proc/vmstat",
  ]) {
    try {
      const count = /^oom_kill (\d+)/m.exec(readFileSync(file, "utf8"))?.[1];
      if (count !== undefined) return Number(count);
    } catch {
      // not on this system
    }
  }
  return undefined;
}
