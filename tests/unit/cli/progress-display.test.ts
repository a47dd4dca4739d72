import { describe, expect, it } from "vitest";
import { formatDuration, formatProgress, ProgressDisplay } from "@/cli/progress-display";
import { ProgressRate } from "@/lib/progress-rate";

describe("ProgressRate", () => {
  it("gives the rate of the recent past and the time left at it", () => {
    const rate = new ProgressRate();
    expect(rate.update({ phase: "train", done: 0, total: 100 }, 0)).toEqual({
      rate: null,
      secondsLeft: null,
    });
    expect(rate.update({ phase: "train", done: 10, total: 100 }, 5_000)).toEqual({
      rate: 2,
      secondsLeft: 45,
    });
  });

  it("forgets what is older than half a minute", () => {
    const rate = new ProgressRate();
    rate.update({ phase: "train", done: 0, total: 1000 }, 0);
    for (let second = 1; second <= 100; second++) {
      rate.update({ phase: "train", done: second, total: 1000 }, second * 1000);
    }
    let estimate = rate.update({ phase: "train", done: 100, total: 1000 }, 100_000);
    for (let second = 101; second <= 140; second++) {
      estimate = rate.update({ phase: "train", done: 100 + (second - 100) * 10, total: 1000 }, second * 1000);
    }
    expect(estimate.rate).toBeCloseTo(10, 5);
  });

  it("starts anew with a new phase", () => {
    const rate = new ProgressRate();
    rate.update({ phase: "a", done: 0, total: 10 }, 0);
    rate.update({ phase: "a", done: 5, total: 10 }, 1000);
    expect(rate.update({ phase: "b", done: 1, total: 10 }, 2000).rate).toBeNull();
  });
});

describe("ProgressDisplay", () => {
  function record(interactive: boolean) {
    const written: string[] = [];
    let now = 0;
    const display = new ProgressDisplay({
      write: (text) => written.push(text),
      interactive,
      columns: 100,
      now: () => now,
    });
    return { written, display, advance: (milliseconds: number) => (now += milliseconds) };
  }

  it("writes a line at most every 5 s where there is no terminal, and the last state", () => {
    const { written, display, advance } = record(false);
    for (let done = 1; done <= 1000; done++) {
      display.progress({ phase: "train", done, total: 1000, unit: "steps" });
      advance(10);
    }
    display.close();
    expect(written.length).toBeLessThanOrEqual(4);
    expect(written.at(-1)).toContain("1000/1000 steps");
  });

  it("says the last state of a phase that ends short of its total", () => {
    const { written, display } = record(false);
    display.progress({ phase: "read", done: 1, total: 10, unit: "files" });
    display.progress({ phase: "read", done: 7, total: 10, unit: "files" });
    display.close();
    expect(written.at(-1)).toContain("7/10 files");
  });

  it("redraws one line on a terminal and keeps the bar below a log line", () => {
    const { written, display } = record(true);
    display.progress({ phase: "train", done: 5, total: 10, unit: "steps" });
    display.log("warning", "slow disk");
    expect(written[0]).toMatch(/^\r\u001b\[2Ktrain {2}█{15}░{15} {2}50 %/);
    expect(written[1]).toMatch(/^\r\u001b\[2Kwarning: slow disk\ntrain/);
    expect(written.join("").split("\n")).toHaveLength(2);
  });

  it("never exceeds the terminal's width", () => {
    const line = formatProgress(
      { phase: "a phase with a long name", done: 5, total: 10, unit: "things" },
      { rate: 1, secondsLeft: 5 },
      30,
    );
    expect(line.length).toBeLessThan(30);
  });
});

it("formats durations by size", () => {
  expect([formatDuration(4), formatDuration(725), formatDuration(11_045)]).toEqual([
    "0:04",
    "12:05",
    "3:04:05",
  ]);
});
