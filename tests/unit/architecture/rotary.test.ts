import { describe, expect, test } from "vitest";
import { rotarySpec } from "@/lm/architecture/rotary";
import { expectAppError } from "@/tests/support/expect-app-error";

const base = { headWidth: 8, theta: 10_000, maxPositions: 2048 };

describe("rotary frequencies", () => {
  test("fall from 1 by θ^(−2/W) a pair", () => {
    const { inverseFrequencies } = rotarySpec({ ...base, scaling: null });
    expect(inverseFrequencies).toHaveLength(4);
    for (const [i, expected] of [1, 0.1, 0.01, 0.001].entries()) {
      expect(inverseFrequencies[i]).toBeCloseTo(expected, 12);
    }
  });

  test("linear scaling divides them all; the old key `type` is understood", () => {
    const { inverseFrequencies } = rotarySpec({ ...base, scaling: { type: "linear", factor: 4 } });
    expect(inverseFrequencies[1]).toBeCloseTo(0.025, 12);
  });

  test("llama3 scaling leaves short wavelengths, divides long ones and blends between", () => {
    const scaling = {
      rope_type: "llama3",
      factor: 8,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 256,
    };
    const { inverseFrequencies: f } = rotarySpec({ ...base, scaling });
    // wavelengths 6.3, 62.8, 628, 6283 against 256/4 = 64 and 256/1 = 256
    expect(f[0]).toBeCloseTo(1, 12);
    expect(f[1]).toBeCloseTo(0.1, 12);
    expect(f[2]).toBeCloseTo(0.01 / 8, 12);
    expect(f[3]).toBeCloseTo(0.001 / 8, 12);
    const blended = rotarySpec({ ...base, scaling: { ...scaling, original_max_position_embeddings: 128 } });
    const smooth = (128 / (2 * Math.PI * 10) - 1) / 3;
    expect(blended.inverseFrequencies[1]).toBeCloseTo(((1 - smooth) * 0.1) / 8 + smooth * 0.1, 12);
  });

  test("a newer file's rope_parameters carry θ themselves", () => {
    const { inverseFrequencies } = rotarySpec({ ...base, scaling: { rope_type: "default", rope_theta: 16 } });
    expect(inverseFrequencies[1]).toBeCloseTo(16 ** -0.25, 12);
  });

  test("an unknown scaling is refused by name", () => {
    expectAppError(
      () => rotarySpec({ ...base, scaling: { rope_type: "yarn" } }),
      "UNSUPPORTED_FORMAT",
      /yarn/,
    );
  });
});
