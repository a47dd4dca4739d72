export type LineageKind = "policy" | "reward" | "encoder" | "dataset";

export interface LineageInput {
  id: string;
  kind: "policy" | "reward" | "encoder";
  number: number;
  createdAt: Date;
  parentVersionId: string | null;
  rewardVersionId: string | null;
  datasetId: string | null;
  datasetNumber: number | null;
}

export interface LineageNode {
  id: string;
  kind: LineageKind;
  number: number;
  /** From 0, left to right. */
  column: number;
  /** From 0, top to bottom; a lane holds one kind. */
  lane: number;
}

export interface LineageEdge {
  from: string;
  to: string;
  /** trained: from this trunk; improved: against this reward model; fitted: to this dataset. */
  relation: "trained" | "improved" | "fitted";
}

export interface LineageLayout {
  nodes: LineageNode[];
  edges: LineageEdge[];
  columns: number;
  lanes: number;
}

const LANES: readonly LineageKind[] = ["policy", "reward", "dataset", "encoder"];

/**
 * Places versions from left to right: each right of what it came from and of the earlier ones of its kind, so that
 * time runs one way and no two share a place.
 */
export function layoutLineage(versions: readonly LineageInput[]): LineageLayout {
  const nodes = new Map<string, LineageNode>();
  const edges: LineageEdge[] = [];
  const lastOfKind = new Map<LineageKind, number>();
  const lanes = LANES.filter(
    (lane) =>
      versions.some((version) => version.kind === lane) ||
      (lane === "dataset" && versions.some((version) => version.datasetId !== null)),
  );
  const place = (id: string, kind: LineageKind, number: number, after: number) => {
    const column = Math.max(after + 1, (lastOfKind.get(kind) ?? -1) + 1);
    lastOfKind.set(kind, column);
    const node = { id, kind, number, column, lane: lanes.indexOf(kind) };
    nodes.set(id, node);
    return node;
  };
  const inOrder = [...versions].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  for (const version of inOrder) {
    const sources: { id: string; relation: LineageEdge["relation"] }[] = [];
    if (version.parentVersionId !== null) sources.push({ id: version.parentVersionId, relation: "trained" });
    if (version.rewardVersionId !== null) sources.push({ id: version.rewardVersionId, relation: "improved" });
    if (version.datasetId !== null) {
      if (!nodes.has(version.datasetId)) {
        // just before the reward model that is fitted to it
        const after = (lastOfKind.get("reward") ?? 0) - 1;
        place(version.datasetId, "dataset", version.datasetNumber ?? 0, after);
      }
      sources.push({ id: version.datasetId, relation: "fitted" });
    }
    const known = sources.filter((source) => nodes.has(source.id));
    const after = Math.max(-1, ...known.map((source) => nodes.get(source.id)?.column ?? -1));
    place(version.id, version.kind, version.number, after);
    for (const { id, relation } of known) edges.push({ from: id, to: version.id, relation });
  }
  const placed = [...nodes.values()];
  return {
    nodes: placed,
    edges,
    columns: Math.max(0, ...placed.map((node) => node.column + 1)),
    lanes: lanes.length,
  };
}
