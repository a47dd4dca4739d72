import type { Command } from "commander";
import { printConfig } from "@/cli/print-config";
import { collect, readTrainingConfig } from "@/cli/read-training-config";
import { runCommand } from "@/cli/run-command";
import { runTraining } from "@/cli/run-training";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";

interface TrainOptions {
  config?: string;
  set?: string[];
  workDirectory?: string;
  printConfig?: boolean;
  json?: boolean;
}

export function registerTrainPolicy(program: Command): void {
  program
    .command("train-policy")
    .description(
      "Improve a policy by PPO against a reward model; writes the improved policy with its ONNX graph.",
    )
    .option(
      "--config <file>",
      "JSON: policy, rewardModel, prompts, out, and whatever differs from the defaults",
    )
    .option("--set <key=value>", "one setting, over the file's; may be given several times", collect)
    .option(
      "--work-directory <dir>",
      "where checkpoints and sampled answers lie while it runs (default: OUT.run)",
    )
    .option(
      "--print-config",
      "print a complete configuration with every field explained, and do nothing else",
    )
    .option("--json", "print one JSON document")
    .action(async (options: TrainOptions) => {
      if (options.printConfig) await printConfig(trainPolicyConfigSchema, options);
      await runCommand({ json: options.json }, async (context) => {
        const config = await readTrainingConfig(trainPolicyConfigSchema, options);
        const { trainPolicy } = await import("@/trainer/pipeline/train-policy");
        return runTraining(trainPolicy, config, context, options.workDirectory);
      });
    });
}
