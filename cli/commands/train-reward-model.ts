import type { Command } from "commander";
import { printConfig } from "@/cli/print-config";
import { collect, readTrainingConfig } from "@/cli/read-training-config";
import { runCommand } from "@/cli/run-command";
import { runTraining } from "@/cli/run-training";
import { trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

interface TrainOptions {
  config?: string;
  set?: string[];
  workDirectory?: string;
  printConfig?: boolean;
  json?: boolean;
}

export function registerTrainRewardModel(program: Command): void {
  program
    .command("train-reward-model")
    .description("Fit a reward model to preference data: scored responses, TRL pairs or HH transcripts.")
    .option("--config <file>", "JSON: base, trainData, evalData, out, and whatever differs from the defaults")
    .option("--set <key=value>", "one setting, over the file's; may be given several times", collect)
    .option("--work-directory <dir>", "where checkpoints lie while it runs (default: OUT.run)")
    .option(
      "--print-config",
      "print a complete configuration with every field explained, and do nothing else",
    )
    .option("--json", "print one JSON document")
    .action(async (options: TrainOptions) => {
      if (options.printConfig) await printConfig(trainRewardModelConfigSchema, options);
      await runCommand({ json: options.json }, async (context) => {
        const config = await readTrainingConfig(trainRewardModelConfigSchema, options);
        const { trainRewardModel } = await import("@/trainer/pipeline/train-reward-model");
        return runTraining(trainRewardModel, config, context, options.workDirectory);
      });
    });
}
