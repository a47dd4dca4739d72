import { expect, it } from "vitest";
import { bestOfNKl } from "@/trainer/ppo/best-of-n-kl";

it.each([
  [1, 0],
  [4, 0.6363],
  [16, 1.8351],
  [64, 3.1745],
])("best of %i costs %f nats (item 22)", (n, kl) => {
  expect(bestOfNKl(n)).toBeCloseTo(kl, 4);
});
