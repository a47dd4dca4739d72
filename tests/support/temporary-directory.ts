import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** A directory of the calling test file's own, removed when its tests are over. Call it at the file's top level. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "plaudit-unit-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
