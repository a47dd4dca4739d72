/** Token sequences of different lengths in one rectangle, and which of its cells are real. */
export interface TokenBatch {
  /** Rows, B. */
  batch: number;
  /** Columns, T. */
  time: number;
  /** [B·T], row-major. */
  tokenIds: Int32Array;
  /** [B·T]: 1 for a real token, 0 for padding. */
  mask: Uint8Array;
}

export interface PadOptions {
  /** Goes into the empty cells; no result depends on it. */
  padTokenId: number;
  side?: "left" | "right";
  /** Columns at least; the longest sequence if it is longer. */
  time?: number;
}

/** Puts sequences into one batch. An empty sequence is a row of padding. */
export function padTokens(
  sequences: readonly ArrayLike<number>[],
  { padTokenId, side = "right", time = 1 }: PadOptions,
): TokenBatch {
  const columns = Math.max(time, 1, ...sequences.map(({ length }) => length));
  const tokenIds = new Int32Array(sequences.length * columns).fill(padTokenId);
  const mask = new Uint8Array(sequences.length * columns);
  sequences.forEach((sequence, row) => {
    const start = row * columns + (side === "left" ? columns - sequence.length : 0);
    tokenIds.set(sequence, start);
    mask.fill(1, start, start + sequence.length);
  });
  return { batch: sequences.length, time: columns, tokenIds, mask };
}

/**
 * Position of each token: the number of real tokens before it. Mask 1 0 0 1 1 1 → 0 1 1 1 2 3. [B·T]
 * A trailing pad's position would be the row's length, which a model of exactly that many positions has no row for;
 * pads are given the last real one.
 */
export function tokenPositions({ batch, time, mask }: TokenBatch): Int32Array {
  const positions = new Int32Array(batch * time);
  for (let row = 0; row < batch; row++) {
    const end = (row + 1) * time;
    const real = mask.subarray(row * time, end).reduce((sum, bit) => sum + bit, 0);
    let before = 0;
    for (let at = row * time; at < end; at++) {
      positions[at] = Math.min(before, Math.max(0, real - 1));
      before += mask[at] ?? 0;
    }
  }
  return positions;
}

/** Column of each row's first real token; 0 in a row without any. */
export function firstTokenColumns({ batch, time, mask }: TokenBatch): Int32Array {
  return Int32Array.from({ length: batch }, (_, row) =>
    Math.max(0, mask.subarray(row * time, (row + 1) * time).indexOf(1)),
  );
}

/** Column of each row's last real token; 0 in a row without any. */
export function lastTokenColumns({ batch, time, mask }: TokenBatch): Int32Array {
  return Int32Array.from({ length: batch }, (_, row) =>
    Math.max(0, mask.subarray(row * time, (row + 1) * time).lastIndexOf(1)),
  );
}

/** Are all pads behind the real tokens? Then a causal mask alone hides them. */
export function isRightPadded({ batch, time, mask }: TokenBatch): boolean {
  for (let row = 0; row < batch; row++) {
    for (let column = 1; column < time; column++) {
      const at = row * time + column;
      if ((mask[at] ?? 0) > (mask[at - 1] ?? 0)) return false;
    }
  }
  return true;
}
