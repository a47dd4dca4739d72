import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { TINY_VARIANTS, type TinyVariant } from "@/tests/support/tiny-variants";

const root = mkdtempSync(path.join(tmpdir(), "plaudit-inference-"));

/** Call it at a test file's top level: what the file made goes with it. */
export function removeTinyModelsAfterwards(): string {
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** The directory of a tiny model, made once a process. */
export async function tinyModel(variant: TinyVariant): Promise<string> {
  const directory = path.join(root, variant);
  if (!existsSync(directory)) await makeTinyModel({ ...TINY_VARIANTS[variant], directory });
  return directory;
}
