import { describe, expect, it } from "vitest";
import { adaptKlCoefficient } from "@/trainer/ppo/adapt-kl-coefficient";

const controller = { target: 6, horizon: 10_000, adaptive: true };

describe("adaptive KL controller (item 8)", () => {
  it.each([
    [9, 0.151536],
    [6.6, 0.150768],
    [0, 0.148464],
    [6, 0.15],
  ])("β = .15, target 6, n = 512, horizon 10 000: KL %f gives β %f", (kl, next) => {
    expect(adaptKlCoefficient(0.15, kl, 512, controller)).toBeCloseTo(next, 6);
  });

  it("keeps β where adaption is off", () => {
    expect(adaptKlCoefficient(0.15, 100, 512, { ...controller, adaptive: false })).toBe(0.15);
  });
});
