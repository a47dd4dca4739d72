import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import type { Ops } from "@/lm/architecture/ops";

/**
 * The scalar head of a reward model, as Hugging Face's *ForSequenceClassification with one label names it.
 * Causal models: `score.weight` on every position, [B, T, D] → [B, T, 1]; the score of a text is the one at its last
 * real token. BERT: pooler, then `classifier`, [B, T, D] → [B, 1, 1].
 */
export function rewardScores<T>(
  ops: Ops<T>,
  architecture: Architecture,
  config: ArchitectureConfig,
  hidden: T,
): T {
  if (architecture.scoredToken === "last") {
    return ops.linear(hidden, ops.weight("score.weight", [1, config.hiddenSize]), { layout: "outIn" });
  }
  const pooled = architecture.pooled ? architecture.pooled(ops, config, hidden) : ops.firstToken(hidden);
  return ops.linear(pooled, ops.weight("classifier.weight", [1, config.hiddenSize]), {
    bias: ops.weight("classifier.bias", [1]),
    layout: "outIn",
  });
}

/** `architectures` entry of the config.json of a reward model on this trunk. */
export function rewardModelClass(architecture: Architecture, config: ArchitectureConfig): string {
  switch (architecture.modelType) {
    case "gpt2":
      return "GPT2ForSequenceClassification";
    case "bert":
      return "BertForSequenceClassification";
    case "llama":
      return config.raw.model_type === "qwen2"
        ? "Qwen2ForSequenceClassification"
        : "LlamaForSequenceClassification";
  }
}
