import { describe, expect, it } from "vitest";
import { axisTicks } from "@/app/components/charts/axis-ticks";
import { formatMetric, formatTicks, type MetricFormat } from "@/app/components/charts/format-metric";
import { metricCsv } from "@/app/components/charts/metric-csv";
import { thinPoints, toMetricRows } from "@/app/components/charts/metric-series";
import type { MetricSeries } from "@/app/components/charts/metric-series";

function series(key: string, points: MetricSeries["points"]): MetricSeries {
  return { key, label: key, color: "black", points };
}

describe("thinning a curve", () => {
  it("keeps the spike and both ends of a million points in a few hundred", () => {
    const points = Array.from({ length: 1_000_000 }, (_, step) => ({
      step,
      value: step === 123_456 ? 99 : 1,
    }));
    const thin = thinPoints(points, 600);
    expect(thin.length).toBeLessThanOrEqual(601);
    expect(thin.find((point) => point.value === 99)?.step).toBe(123_456);
    expect(thin[0]?.step).toBe(0);
    expect(thin.at(-1)?.step).toBe(999_999);
    expect(thin.every((point, i) => i === 0 || point.step > (thin[i - 1]?.step ?? -1))).toBe(true);
  });

  it("leaves a short curve as it is", () => {
    const points = [
      { step: 1, value: 2 },
      { step: 2, value: 1 },
    ];
    expect(thinPoints(points)).toBe(points);
  });
});

describe("the numbers of a chart", () => {
  const both = [
    series("train_loss", [
      { step: 2, value: 0.1 },
      { step: 1, value: 0.2 },
    ]),
    series("eval_loss", [{ step: 2, value: 1 / 3 }]),
  ];

  it("join series by step", () => {
    expect(toMetricRows(both)).toEqual([
      { step: 1, train_loss: 0.2 },
      { step: 2, train_loss: 0.1, eval_loss: 1 / 3 },
    ]);
  });

  it("are downloaded in full precision, one row a step, a gap where there is no value", () => {
    expect(metricCsv(both)).toBe("\uFEFFstep,train_loss,eval_loss\r\n1,0.2,\r\n2,0.1,0.3333333333333333\r\n");
  });

  it("are said in figures that fit beside an axis", () => {
    expect(formatMetric(0.123456, "number", "en")).toBe("0.123");
    expect(formatMetric(0.00001234, "number", "en")).toBe("1.2e−5");
    expect(formatMetric(12345.6, "number", "en")).toBe("12,350");
    expect(formatMetric(1e-6, "scientific", "en")).toBe("1.0e−6");
    expect(formatMetric(0.714, "percent", "en")).toBe("71.4%");
    expect(formatMetric(Number.NaN, "number", "en")).toBe("NaN");
  });
});

describe("the ticks of an axis", () => {
  it("are round numbers around all values", () => {
    expect(axisTicks([0.02, 0.97])).toEqual([0, 0.5, 1]);
    expect(axisTicks([12, 47])).toEqual([0, 20, 40, 60]);
    expect(axisTicks([5])).toEqual([5, 10]);
    expect(axisTicks([0, 0])).toEqual([0, 1]);
    expect(axisTicks([-3, 3])).toEqual([-4, -2, 0, 2, 4]);
    expect(axisTicks([Number.NaN, Infinity])).toEqual([]);
  });

  it("read differently, with more digits where the curve is flat", () => {
    expect(formatTicks([4.82e-5, 4.84e-5, 4.86e-5], "scientific", "en")).toEqual([
      "4.82e−5",
      "4.84e−5",
      "4.86e−5",
    ]);
    expect(formatTicks([0.1, 0.2, 0.3], "number", "en")).toEqual(["0.1", "0.2", "0.3"]);
    const formats: MetricFormat[] = ["number", "percent", "scientific", "integer", "seconds"];
    for (const format of formats) {
      for (const [low, high] of [
        [4.8e-5, 4.83e-5],
        [0.50001, 0.50004],
        [1_000_000, 1_000_002],
        [-1e-12, 1e-12],
        [99.98, 100.01],
      ] as const) {
        const labels = formatTicks(axisTicks([low, high]), format, "zh");
        expect(labels.length).toBeGreaterThan(1);
        expect(new Set(labels).size).toBe(labels.length);
      }
    }
  });
});
