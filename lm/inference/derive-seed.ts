import { Rng } from "@/lib/rng";

/**
 * The seed of one of many sequences that share a seed: `path` says which (prompt, sample, attempt …). Different paths
 * give unrelated seeds, the same path always the same.
 */
export function deriveSeed(seed: number, ...path: readonly number[]): number {
  let derived = seed;
  for (const step of path) {
    const rng = Rng.fromSeed(derived);
    const low = (rng.nextUint32() ^ Math.imul(step + 1, 0x9e3779b1)) >>> 0;
    // 53 bits: what a seed may have
    derived = Rng.fromSeed(low + (rng.nextUint32() & 0x1f_ffff) * 0x1_0000_0000).nextUint32() * 0x20_0000;
    derived += low & 0x1f_ffff;
  }
  return derived;
}
