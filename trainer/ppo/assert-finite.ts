import { AppError } from "@/lib/errors";

/** @throws AppError RUN_DIVERGED naming the first quantity that is not a finite number. */
export function assertFinite(quantities: Readonly<Record<string, number | ArrayLike<number>>>): void {
  for (const [name, value] of Object.entries(quantities)) {
    const bad = typeof value === "number" ? (Number.isFinite(value) ? -1 : 0) : firstNotFinite(value);
    if (bad < 0) continue;
    throw new AppError(
      "RUN_DIVERGED",
      `Training diverged: the ${name} became ${typeof value === "number" ? value : value[bad]}. ` +
        "Lower the learning rate, or start again from the last good version.",
      { details: { quantity: name } },
    );
  }
}

function firstNotFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
