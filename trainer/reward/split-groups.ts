import { reindexed, targetsOf, type EncodedGroup } from "@/trainer/reward/encoded-group";
import type { JudgedRecord } from "@/trainer/reward/group-preferences";

/**
 * Groups of at most about `mostResponses` responses: thousands of comparisons of one prompt would otherwise be a single
 * step. A larger group is cut between its records, in their order; a record stays whole, and a response that several
 * parts speak of is in each of them.
 */
export function splitGroups(groups: readonly EncodedGroup[], mostResponses: number): EncodedGroup[] {
  return groups.flatMap((group) =>
    group.sequences.length <= mostResponses
      ? [group]
      : packRecords(group.records, mostResponses).map((records) => partOf(group, records)),
  );
}

function packRecords(records: readonly JudgedRecord[], mostResponses: number): JudgedRecord[][] {
  const parts: JudgedRecord[][] = [];
  let current: JudgedRecord[] = [];
  let inside = new Set<number>();
  for (const record of records) {
    const added = record.responses.filter((index) => !inside.has(index)).length;
    if (current.length > 0 && inside.size + added > mostResponses) {
      parts.push(current);
      current = [];
      inside = new Set();
    }
    current.push(record);
    for (const index of record.responses) inside.add(index);
  }
  if (current.length > 0) parts.push(current);
  return parts;
}

function partOf(group: EncodedGroup, records: readonly JudgedRecord[]): EncodedGroup {
  const kept = Array.from(new Set(records.flatMap(({ responses }) => responses)));
  const numbers = new Map(kept.map((index, place) => [index, place]));
  const renumbered = records.map((record) => reindexed(record, (index) => numbers.get(index) as number));
  const scores = kept.map((index) => group.targets.standardisedScores[index]);
  return {
    sequences: kept.map((index) => group.sequences[index] as EncodedGroup["sequences"][number]),
    records: renumbered,
    targets: targetsOf(scores, renumbered),
  };
}
