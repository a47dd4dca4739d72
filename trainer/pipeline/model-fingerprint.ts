import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { hashFile } from "@/trainer/pipeline/hash-file";
import { REWARD_SETTINGS_FILE } from "@/trainer/reward/reward-settings";

const identitySchema = z.object({ contentHash: z.string() });

/** Weights, configuration and tokenizer of a directory that comes from elsewhere. */
const MODEL_FILE = /\.(safetensors|json|jinja)$/;

/**
 * Tells what a model directory holds, wherever it lies: the hash that stands in its plaudit.json, or of its files where
 * it has none; and of a reward model's reward.json.
 */
export async function modelFingerprint(directory: string, signal?: AbortSignal): Promise<string> {
  const known = readContentHash(directory);
  const names = known === undefined ? readdirSync(directory).filter((name) => MODEL_FILE.test(name)) : [];
  if (existsSync(path.join(directory, REWARD_SETTINGS_FILE))) names.push(REWARD_SETTINGS_FILE);
  const fingerprint = createHash("sha256").update(known ?? "");
  for (const name of [...new Set(names)].sort()) {
    fingerprint.update(`\n${name} ${await hashFile(path.join(directory, name), signal)}`);
  }
  return fingerprint.digest("hex");
}

function readContentHash(directory: string): string | undefined {
  const file = path.join(directory, "plaudit.json");
  if (!existsSync(file)) return undefined;
  return identitySchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data?.contentHash;
}
