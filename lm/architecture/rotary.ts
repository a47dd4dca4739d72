import { z } from "zod";
import type { RotarySpec } from "@/lm/architecture/ops";
import { parseConfig, unsupportedSetting } from "@/lm/architecture/parse-config";

const scalingSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: z.int().positive().optional(),
});

export interface RotaryOptions {
  headWidth: number;
  theta: number;
  /** `rope_scaling` of config.json, or `rope_parameters` of newer ones; null or absent for none. */
  scaling: unknown;
  maxPositions: number;
}

/**
 * Inverse frequencies of the rotary embedding (Su et al., 2021), θ^(−2i/W) for i < W/2, under the scalings `linear`
 * (Chen et al., 2023) and `llama3` (Llama 3.1's smooth interpolation between long and short wavelengths), as
 * `transformers` computes them.
 *
 * @throws AppError UNSUPPORTED_FORMAT for another scaling
 */
export function rotarySpec(options: RotaryOptions): RotarySpec {
  const scaling =
    options.scaling === null || options.scaling === undefined
      ? undefined
      : parseConfig(scalingSchema, options.scaling);
  const theta = scaling?.rope_theta ?? options.theta;
  const plain = Array.from(
    { length: options.headWidth / 2 },
    (_, i) => 1 / theta ** ((2 * i) / options.headWidth),
  );
  const kind = scaling?.rope_type ?? scaling?.type ?? "default";
  switch (kind) {
    case "default":
      return { inverseFrequencies: plain, attentionFactor: 1 };
    case "linear": {
      const factor = scaling?.factor ?? 1;
      return { inverseFrequencies: plain.map((f) => f / factor), attentionFactor: 1 };
    }
    case "llama3":
      return {
        inverseFrequencies: plain.map((f) => llama3Frequency(f, scaling ?? {}, options.maxPositions)),
        attentionFactor: 1,
      };
    default:
      throw unsupportedSetting("rope_scaling", kind, "default, linear, llama3");
  }
}

function llama3Frequency(
  frequency: number,
  scaling: z.infer<typeof scalingSchema>,
  maxPositions: number,
): number {
  const factor = scaling.factor ?? 8;
  const low = scaling.low_freq_factor ?? 1;
  const high = scaling.high_freq_factor ?? 4;
  const context = scaling.original_max_position_embeddings ?? maxPositions;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < context / high) return frequency;
  if (wavelength > context / low) return frequency / factor;
  const smooth = (context / wavelength - low) / (high - low);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}
