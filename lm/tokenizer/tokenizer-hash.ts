import { createHash } from "node:crypto";

/** The parts of tokenizer.json that decide which ids a text becomes. */
const DECIDING = ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"];

/**
 * SHA-256 of tokenizer.json's deciding parts with sorted keys: equal for two files that tokenize alike and differ in
 * layout only. Padding and truncation settings do not count.
 */
export function tokenizerHash(tokenizerJson: Readonly<Record<string, unknown>>): string {
  const parts: Record<string, unknown> = Object.fromEntries(
    DECIDING.map((key) => [key, tokenizerJson[key] ?? null]),
  );
  parts.model = withMergesAsPairs(parts.model);
  return createHash("sha256").update(canonicalJson(parts)).digest("hex");
}

/** Older files write a merge as "left right", newer ones as a pair. */
function withMergesAsPairs(model: unknown): unknown {
  if (typeof model !== "object" || model === null || !("merges" in model) || !Array.isArray(model.merges)) {
    return model;
  }
  const merges = model.merges.map((merge: unknown) =>
    typeof merge === "string" ? merge.split(" ", 2) : merge,
  );
  return { ...model, merges };
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const object = value as Record<string, unknown>;
    const fields = Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
