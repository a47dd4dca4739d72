import type { MetadataReader } from "@/lm/checkpoint/gguf/metadata-reader";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import type { JsonObject } from "@/lm/tokenizer/json-file";

/** How one tensor of a GGUF file becomes a parameter of the Hugging Face layout. */
export interface GgufMapping {
  /** Hugging Face name. */
  name: string;
  /** `transposed`: [out, in] → [in, out]; `rotary`: rows of each head are put back from pairs to halves. */
  change?: { kind: "transposed" } | { kind: "rotary"; heads: number };
}

/** What `general.architecture` of a GGUF file stands for. */
export interface GgufFamily {
  architectures: readonly string[];
  /** config.json without the token ids. */
  configJson(metadata: MetadataReader, tensors: WeightSource): JsonObject;
  /** Tensors that are no parameters. */
  ignored?: readonly string[];
  /** Undefined for tensors that are not known. */
  map(name: string, metadata: MetadataReader): GgufMapping | undefined;
}

/** "blk.7.attn_q.weight" → layer 7, part "attn_q", kind "weight". */
export function parseBlockName(name: string): { layer: string; part: string; kind: string } | undefined {
  const match = /^blk\.(\d{1,4})\.([a-z_]+)\.(weight|bias)$/.exec(name);
  if (!match) return undefined;
  const [, layer = "", part = "", kind = ""] = match;
  return { layer, part, kind };
}
