import { describe, expect, it } from "vitest";
import { mergeRunEvent } from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import type {
  LiveRun,
  RunEvent,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/merge-run-event";
import {
  parseMetricName,
  toMetricCurves,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/[jobId]/metric-catalogue";

function event(change: Partial<RunEvent> & { attempt?: number }): RunEvent {
  return {
    run: {
      id: "run",
      status: "running",
      attempt: change.attempt ?? 1,
      progress: null,
      error: null,
      result: null,
      cancelRequestedAt: null,
      startedAt: null,
      finishedAt: null,
    },
    metrics: change.metrics ?? [],
    logs: change.logs ?? [],
  };
}

const point = (step: number, value: number, name = "objectiveKl") => ({ name, step, value });
const line = (sequence: number) => ({
  sequence,
  at: new Date(0),
  level: "info" as const,
  message: `${sequence}`,
});

function play(...events: RunEvent[]): LiveRun {
  const [first, ...rest] = events;
  if (first === undefined) throw new Error("no events");
  return rest.reduce(mergeRunEvent, mergeRunEvent(null, first));
}

describe("following a run", () => {
  it("adds points in the order of steps, and a step that comes again replaces itself", () => {
    const live = play(
      event({ metrics: [point(1, 0.1), point(2, 0.2), point(1, 9, "lossValue")] }),
      event({ metrics: [point(2, 0.25), point(3, 0.3)] }),
    );
    expect(live.curves).toEqual([
      {
        name: "objectiveKl",
        points: [
          { step: 1, value: 0.1 },
          { step: 2, value: 0.25 },
          { step: 3, value: 0.3 },
        ],
      },
      { name: "lossValue", points: [{ step: 1, value: 9 }] },
    ]);
  });

  it("forgets the curves of an attempt that was given up, for the next tells them anew", () => {
    const live = play(
      event({ metrics: [point(1, 0.1), point(7, 0.7)] }),
      event({ attempt: 2, metrics: [point(1, 0.1)] }),
    );
    expect(live.curves).toEqual([{ name: "objectiveKl", points: [{ step: 1, value: 0.1 }] }]);
  });

  it("keeps each log line once, also when the connection was away and lines come again", () => {
    const live = play(event({ logs: [line(1), line(2)] }), event({ logs: [line(2), line(3)] }));
    expect(live.logs.map((one) => one.sequence)).toEqual([1, 2, 3]);
  });
});

describe("the curves of a run", () => {
  it("know a metric by any way of writing its name", () => {
    expect(parseMetricName("objective/kl")).toEqual({ key: "objectiveKl", split: null });
    expect(parseMetricName("policy/approxkl_avg")).toEqual({ key: "policyApproxKl", split: null });
    expect(parseMetricName("eval/loss_pair")).toEqual({ key: "pairLoss", split: "eval" });
    expect(parseMetricName("lr")).toEqual({ key: "learningRate", split: null });
    expect(parseMetricName("policy/approx_kl")).toEqual({ key: "policyApproxKl", split: null });
    expect(parseMetricName("eval/pair_accuracy")).toEqual({ key: "pairAccuracy", split: "eval" });
    expect(parseMetricName("objectiveKl")).toEqual({ key: "objectiveKl", split: null });
  });

  it("put training and held-out values of one metric into one chart, known ones first", () => {
    const points = [{ step: 1, value: 1 }];
    const curves = toMetricCurves([
      { name: "somethingNew", points },
      { name: "eval/loss", points },
      { name: "train/loss", points },
      { name: "pairAccuracy", points },
    ]);
    expect(curves.map((curve) => curve.key)).toEqual(["pairAccuracy", "loss", "somethingNew"]);
    expect(curves[1]?.splits.map((one) => one.split)).toEqual(["train", "eval"]);
    expect(curves[2]?.group).toBe("other");
  });
});
