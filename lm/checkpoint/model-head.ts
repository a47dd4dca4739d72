import { z } from "zod";
import type { Architecture } from "@/lm/architecture/architecture";
import { defaultHead, listParameters, type ModelHead } from "@/lm/architecture/list-parameters";
import type { ArchitectureConfig } from "@/lm/architecture/architecture";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

const classesSchema = z.looseObject({ architectures: z.array(z.string()).nullish() });

/**
 * Which head a checkpoint carries: by the class that config.json names, and for encoders by whether the pooler is
 * there (sentence encoders are often saved without).
 */
export function modelHead(
  architecture: Architecture,
  config: ArchitectureConfig,
  weights: WeightSource,
): ModelHead {
  const classes = classesSchema.safeParse(config.raw).data?.architectures ?? [];
  if (classes.some((name) => name.endsWith("ForSequenceClassification"))) return "reward";
  if (!architecture.pooled) return defaultHead(architecture);
  const names = new Set(weights.names());
  const trunk = new Set(listParameters(architecture, config, "none").map((p) => p.name));
  const pooler = listParameters(architecture, config, "pooled").filter((p) => !trunk.has(p.name));
  return pooler.every((p) => names.has(p.name)) ? "pooled" : "none";
}
