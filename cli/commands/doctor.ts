import type { Command } from "commander";
import { checkPostgres } from "@/cli/doctor/database-checks";
import { checkChromium, checkModels, checkOnnxRuntime, checkTensorflow } from "@/cli/doctor/engine-checks";
import type { Check, Finding } from "@/cli/doctor/finding";
import { checkDisk, checkMemory, checkNode, checkPort } from "@/cli/doctor/machine-checks";
import { runCommand } from "@/cli/run-command";

const CHECKS: readonly [name: string, check: Check][] = [
  ["Node", checkNode],
  ["memory", checkMemory],
  ["disk", checkDisk],
  ["Postgres", checkPostgres],
  ["TensorFlow", checkTensorflow],
  ["ONNX Runtime", checkOnnxRuntime],
  ["models", checkModels],
  ["address", checkPort],
  ["Chromium", checkChromium],
];

interface DoctorReport {
  /** False if something is missing that the platform cannot do without. */
  ok: boolean;
  checks: Finding[];
}

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("Look whether this machine has what Plaudit needs, and say what to do where it has not.")
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }) => {
      await runCommand({ json: options.json, human: describe, exitCode: ({ ok }) => (ok ? 0 : 1) }, examine);
    });
}

async function examine(): Promise<DoctorReport> {
  const checks: Finding[] = [];
  for (const [name, check] of CHECKS) {
    try {
      checks.push({ name, ...(await check()) });
    } catch (error) {
      checks.push({ name, status: "error", detail: (error as Error).message });
    }
  }
  return { ok: checks.every(({ status }) => status !== "error"), checks };
}

const MARKS = { ok: "✓", warning: "!", error: "✗" } as const;

function describe({ ok, checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, status, detail, advice }) => [
    `${MARKS[status]} ${name.padEnd(width)}  ${detail}`,
    ...(advice ? [`  ${" ".repeat(width)}  → ${advice}`] : []),
  ]);
  return [
    ...lines,
    "",
    ok ? "Everything that is needed is there." : "Something that is needed is missing.",
  ].join("\n");
}
