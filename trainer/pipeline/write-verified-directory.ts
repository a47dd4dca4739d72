import { existsSync, renameSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { refuseTaken } from "@/lm/checkpoint/atomic-directory";

/**
 * Writes a model directory beside its place and moves it there only when it has passed its check: nobody ever sees an
 * unchecked one. Whatever `write` or `verify` throws, nothing stays behind. Returns what `verify` found.
 */
export async function writeVerifiedDirectory<V>(
  out: string,
  write: (place: string) => Promise<unknown>,
  verify: (place: string) => Promise<V>,
): Promise<V> {
  refuseTaken(out);
  const place = path.join(path.dirname(path.resolve(out)), `.${path.basename(out)}.unverified`);
  rmSync(place, { recursive: true, force: true });
  try {
    await write(place);
    const found = await verify(place);
    if (existsSync(out)) rmdirSync(out);
    renameSync(place, out);
    return found;
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw error;
  }
}
