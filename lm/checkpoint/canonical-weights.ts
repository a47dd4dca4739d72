import { AppError } from "@/lib/errors";
import type { Architecture } from "@/lm/architecture/architecture";
import type { WeightSource } from "@/lm/checkpoint/weight-source";

/** Parameters outside the trunk: they never carry its prefix. */
const HEADS = ["lm_head.", "score.", "classifier.", "cls."];

/**
 * A checkpoint under the names that the architecture asks for. Checkpoints of a bare trunk (`wte.weight`) get the
 * prefix of one with a head (`transformer.wte.weight`), TensorFlow-born BERTs (`LayerNorm.gamma`) PyTorch's names;
 * buffers disappear.
 */
export function canonicalWeights(source: WeightSource, architecture: Architecture): WeightSource {
  const stored = source.names();
  const { trunkPrefix } = architecture;
  const hasPrefix = stored.some((name) => name.startsWith(trunkPrefix));
  const places = new Map<string, string>();
  for (const name of stored) {
    const isTrunk = !HEADS.some((head) => name.startsWith(head));
    const prefixed = isTrunk && !hasPrefix ? `${trunkPrefix}${name}` : name;
    const canonical = prefixed
      .replace(/\.LayerNorm\.gamma$/, ".LayerNorm.weight")
      .replace(/\.LayerNorm\.beta$/, ".LayerNorm.bias");
    if (!architecture.isIgnored?.(canonical)) places.set(canonical, name);
  }
  const storedName = (name: string) => {
    const place = places.get(name);
    if (place === undefined) {
      throw new AppError("MISSING_TENSOR", `The checkpoint has no tensor ${name}.`, {
        details: { tensor: name },
      });
    }
    return place;
  };
  return {
    names: () => Array.from(places.keys()),
    shape: (name) => source.shape(storedName(name)),
    read: (name) => source.read(storedName(name)),
    close: () => source.close(),
  };
}
