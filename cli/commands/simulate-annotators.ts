import { InvalidArgumentError, Option, type Command } from "commander";
import { openInstallation } from "@/cli/open-installation";
import { runCommand, type CommandContext } from "@/cli/run-command";
import { AppError } from "@/lib/errors";

interface SimulateAnnotatorsOptions {
  project: string;
  annotators: number;
  rule?: string;
  ruleFile?: string;
  count?: number;
  noise: number;
  seed: number;
  json?: boolean;
}

export function registerSimulateAnnotators(program: Command): void {
  program
    .command("simulate-annotators")
    .description(
      "Have programs judge a project's open items by a rule. Their judgments are marked as synthetic, everywhere.",
    )
    .requiredOption("--project <project>", "name or id of the project, or demo")
    .option("--annotators <n>", "how many programs judge", wholeNumber(1, 1000), 3)
    .addOption(
      new Option(
        "--rule <rule>",
        "what they prefer: shorter, longer, polite, finished, or contains:WORD",
      ).conflicts("ruleFile"),
    )
    .option("--rule-file <file>", "JavaScript or TypeScript that exports utility({prompt, response}), 0 … 1")
    .option("--count <n>", "judgments altogether (default: all open items)", wholeNumber(1, 1_000_000))
    .option(
      "--noise <deviation>",
      "standard deviation of their errors, in units of the rule's 0 … 1",
      number,
      0,
    )
    .option("--seed <n>", "seed of the errors", wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .option("--json", "print one JSON document")
    .action(async (options: SimulateAnnotatorsOptions) => {
      await runCommand({ json: options.json }, (context) => run(options, context));
    });
}

async function run(options: SimulateAnnotatorsOptions, { reporter, signal }: CommandContext) {
  const rule = await chooseRule(options);
  const { simulateAnnotators } = await import("@/server/services/simulation/simulate-annotators");
  const { project, annotators, count = null, noise, seed } = options;
  const { db, close } = await openInstallation(reporter);
  try {
    return await simulateAnnotators({ db, project, annotators, count, rule, noise, seed, reporter, signal });
  } finally {
    await close();
  }
}

async function chooseRule({ rule, ruleFile }: SimulateAnnotatorsOptions) {
  if (ruleFile !== undefined) {
    const { loadRuleFile } = await import("@/server/services/simulation/load-rule-file");
    return loadRuleFile(ruleFile);
  }
  const { findRule, RULE_NAMES } = await import("@/server/services/simulation/judging-rules");
  if (rule !== undefined) return findRule(rule);
  throw new AppError("INVALID_INPUT", `Give --rule (${RULE_NAMES.join(", ")}) or --rule-file.`);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`a whole number from ${least} to ${most} is needed`);
    }
    return value;
  };
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError("a number of 0 or more is needed");
  }
  return value;
}
