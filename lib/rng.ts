/**
 * Seeded pseudo-random generator: xoshiro128** (Blackman & Vigna, 2018), state expanded from the seed by splitmix32.
 * Every random choice of the program draws from one of these, so that a seed and a cursor reproduce a run; `state`
 * is four 32-bit words, saved in checkpoints.
 */
export class Rng {
  private readonly words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.words = words;
  }

  static fromSeed(seed: number): Rng {
    let s = seed >>> 0;
    // the part of the seed beyond 32 bits must matter too
    s ^= Math.floor(Math.abs(seed) / 0x1_0000_0000) >>> 0;
    const words = new Uint32Array(4);
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) >>> 0;
      let z = s;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      words[i] = (z ^ (z >>> 15)) >>> 0;
    }
    return new Rng(words);
  }

  static fromState(state: readonly number[]): Rng {
    if (state.length !== 4) throw new RangeError(`a generator's state has 4 words, not ${state.length}`);
    return new Rng(Uint32Array.from(state));
  }

  get state(): number[] {
    return Array.from(this.words);
  }

  /** A whole number in [0, 2³²). */
  nextUint32(): number {
    const w = this.words as unknown as [number, number, number, number];
    const product = Math.imul(w[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = w[1] << 9;
    this.words[2] = w[2] ^ w[0];
    this.words[3] = w[3] ^ w[1];
    this.words[1] = w[1] ^ w[2];
    this.words[0] = w[0] ^ w[3];
    this.words[2] = w[2] ^ t;
    this.words[3] = (w[3] << 11) | (w[3] >>> 21);
    return result;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** A whole number in [0, bound), without modulo bias. */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound <= 0 || bound > 0x1_0000_0000) {
      throw new RangeError(`bound must be a whole number in 1 … 2³², not ${bound}`);
    }
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    for (;;) {
      const draw = this.nextUint32();
      if (draw < limit) return draw % bound;
    }
  }

  /** Standard normal deviate (Box–Muller, one of the pair). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const out = items.slice();
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }

  /** An independent generator, its seed drawn from this one. */
  split(): Rng {
    return Rng.fromSeed(this.nextUint32() + this.nextUint32() * 0x1_0000_0000);
  }
}
