import { rewardModelClass } from "@/lm/architecture/reward-head";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import { writeModelDirectory, type WrittenModelDirectory } from "@/lm/checkpoint/write-model-directory";
import { REWARD_SETTINGS_FILE } from "@/trainer/reward/reward-settings";
import type { RewardModel } from "@/trainer/reward/reward-model";

/** Writes a *ForSequenceClassification directory with one label, reward.json and ONNX graph. @throws AppError CONFLICT, DISK_FULL */
export async function writeRewardModel(
  rewardModel: RewardModel,
  options: {
    out: string;
    /** config.json of the base. */
    baseConfig: JsonObject;
    source: string;
    createdBy: string;
    signal?: AbortSignal;
    onBytes?: (written: number, total: number) => void;
  },
): Promise<WrittenModelDirectory> {
  const { architecture, config, parameters } = rewardModel.model;
  return writeModelDirectory({
    out: options.out,
    configJson: {
      ...options.baseConfig,
      architectures: [rewardModelClass(architecture, config)],
      num_labels: 1,
      id2label: { "0": "reward" },
      label2id: { reward: 0 },
      problem_type: "regression",
      // Hugging Face finds the last real token by it
      pad_token_id: rewardModel.tokenizer.padTokenId,
    },
    tokenizer: rewardModel.tokenizer.files,
    tensors: parameters
      .specs()
      .map(({ name, shape }) => ({ name, shape, data: () => parameters.toFloat32(name) })),
    head: "reward",
    extraFiles: { [REWARD_SETTINGS_FILE]: `${JSON.stringify(rewardModel.settings, null, 2)}\n` },
    source: options.source,
    createdBy: options.createdBy,
    onBytes: options.onBytes,
    signal: options.signal,
  });
}
