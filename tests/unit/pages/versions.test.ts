import { describe, expect, it } from "vitest";
import {
  readPolicyOutcome,
  readRewardReport,
} from "@/app/[locale]/(workspace)/projects/[projectId]/runs/read-run-result";
import { layoutLineage } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/layout-lineage";
import type { LineageInput } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/layout-lineage";
import { versionBefore } from "@/app/[locale]/(workspace)/projects/[projectId]/versions/version-before";

let clock = 0;
function version(id: string, change: Partial<LineageInput>): LineageInput {
  clock += 1;
  return {
    id,
    kind: "policy",
    number: Number(id.slice(1)),
    createdAt: new Date(clock),
    parentVersionId: null,
    rewardVersionId: null,
    datasetId: null,
    datasetNumber: null,
    ...change,
  };
}

const reward = (id: string, parent: string, dataset: string) =>
  version(id, { kind: "reward", parentVersionId: parent, datasetId: dataset, datasetNumber: 1 });

describe("the lineage graph", () => {
  const versions = [
    version("π1", {}),
    reward("R1", "π1", "D1"),
    version("π2", { parentVersionId: "π1", rewardVersionId: "R1" }),
    reward("R2", "π1", "D2"),
    version("π3", { parentVersionId: "π2", rewardVersionId: "R2" }),
  ];
  const { nodes, edges } = layoutLineage(versions.toReversed());
  const column = (id: string) => nodes.find((node) => node.id === id)?.column ?? Number.NaN;

  it("draws everything to the right of what it came from", () => {
    expect(edges).toHaveLength(8);
    for (const { from, to } of edges) expect(column(from), `${from} → ${to}`).toBeLessThan(column(to));
  });

  it("gives no two nodes one place", () => {
    const places = nodes.map((node) => `${node.column} ${node.lane}`);
    expect(new Set(places).size).toBe(nodes.length);
    expect(nodes.map((node) => node.id).sort()).toEqual(["D1", "D2", "R1", "R2", "π1", "π2", "π3"]);
  });
});

describe("the version that a rollback returns to", () => {
  const deployed = (versionNumber: number) => ({ reason: "deploy" as const, versionNumber });
  const rolledBack = (versionNumber: number) => ({ reason: "rollback" as const, versionNumber });

  it("is the one before; a second rollback goes further back, not forth again", () => {
    const history = [{ reason: "initial" as const, versionNumber: 1 }, deployed(2), deployed(3)];
    expect(versionBefore(history.toReversed())).toBe(2);
    expect(versionBefore([...history, rolledBack(2)].toReversed())).toBe(1);
    expect(versionBefore([...history, rolledBack(2), rolledBack(1)].toReversed())).toBeNull();
  });

  it("is none before the second deployment", () => {
    expect(versionBefore([])).toBeNull();
    expect(versionBefore([deployed(1)])).toBeNull();
  });
});

describe("reports", () => {
  const figures = {
    pairAccuracy: 0.7,
    pairAccuracyLow: 0.6,
    pairAccuracyHigh: 0.8,
    mse: null,
    evalPairs: 84,
    examplesPerSecond: 3,
  };

  it("are read whatever else a release wrote into them", () => {
    expect(readRewardReport({ ...figures, somethingNew: true })).toMatchObject(figures);
    expect(readRewardReport({ parameters: 1 })).toBeNull();
    expect(readRewardReport(null)).toBeNull();
  });

  it("of PPO tell where it began and ended", () => {
    const iteration = (i: number) => ({
      iteration: i,
      episode: i * 8,
      objectiveScores: i / 10,
      objectiveKl: i,
      responseLength: 50 - i,
    });
    const outcome = readPolicyOutcome({ iterations: [iteration(1), iteration(2), iteration(3)] });
    expect(outcome).toMatchObject({
      iterations: 3,
      first: { objectiveScores: 0.1 },
      last: { objectiveScores: 0.3 },
    });
    expect(readPolicyOutcome({ iterations: [] })).toBeNull();
  });
});
