import { AppError } from "@/lib/errors";
import type { Architecture, ArchitectureConfig } from "@/lm/architecture/architecture";
import { bert } from "@/lm/architecture/bert";
import { gpt2 } from "@/lm/architecture/gpt2";
import { llama } from "@/lm/architecture/llama";

// Each architecture only ever gets configs that it parsed itself, so its own config type may be forgotten here.
const ARCHITECTURES = [llama, gpt2, bert] as unknown as readonly Architecture[];

/** The architecture that config.json names, and its parsed config. @throws AppError UNKNOWN_ARCHITECTURE, … */
export function architectureFor(configJson: unknown): {
  architecture: Architecture;
  config: ArchitectureConfig;
} {
  if (typeof configJson !== "object" || configJson === null || Array.isArray(configJson)) {
    throw new AppError("MALFORMED_FILE", "config.json does not hold an object.");
  }
  const json = configJson as Readonly<Record<string, unknown>>;
  const modelType = json.model_type;
  const architecture = ARCHITECTURES.find((a) => a.modelTypes.some((name) => name === modelType));
  if (!architecture) {
    const known = ARCHITECTURES.flatMap((a) => a.modelTypes).join(", ");
    const named = typeof modelType === "string" ? `"${modelType}"` : "(config.json has no model_type)";
    throw new AppError("UNKNOWN_ARCHITECTURE", `Unknown architecture ${named}. Known: ${known}.`, {
      details: { architecture: typeof modelType === "string" ? modelType : null },
    });
  }
  return { architecture, config: architecture.parseConfig(json) };
}
