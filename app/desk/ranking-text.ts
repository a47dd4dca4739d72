import type { Ranking } from "@/lib/contracts/judgment";

/** A response and the letter it has on this page. */
export interface LabelledResponse {
  id: string;
  label: string;
}

export type RankingProblem =
  { kind: "unknown"; label: string } | { kind: "twice"; label: string } | { kind: "danglingTie" };

export interface ParsedRanking {
  ranking: Ranking;
  problem: RankingProblem | null;
}

/**
 * `b a=d c`, `B > A = D > C`, `ba=dc`: letters best first, `=` ties two neighbours, blanks, `>` and commas only
 * separate. What could be understood is returned even where there is a problem.
 */
export function parseRanking(text: string, responses: readonly LabelledResponse[]): ParsedRanking {
  const byLabel = new Map(responses.map((response) => [response.label.toUpperCase(), response.id]));
  const longest = Math.max(1, ...[...byLabel.keys()].map((label) => label.length));
  const ranking: Ranking = [];
  const seen = new Set<string>();
  let problem: RankingProblem | null = null;
  let tie = false;
  const upper = text.toUpperCase();
  for (let i = 0; i < upper.length;) {
    const character = upper.charAt(i);
    if (/[\s>,，、＞]/.test(character)) {
      i++;
      continue;
    }
    if (character === "=" || character === "＝") {
      tie = ranking.length > 0;
      if (!tie) problem ??= { kind: "danglingTie" };
      i++;
      continue;
    }
    const label = longestLabelAt(upper, i, longest, byLabel);
    const id = label === null ? undefined : byLabel.get(label);
    if (label === null || id === undefined) {
      problem ??= { kind: "unknown", label: character };
      i++;
      continue;
    }
    i += label.length;
    if (seen.has(id)) {
      problem ??= { kind: "twice", label };
    } else {
      seen.add(id);
      const last = ranking.at(-1);
      if (tie && last !== undefined) last.push(id);
      else ranking.push([id]);
    }
    tie = false;
  }
  if (tie) problem ??= { kind: "danglingTie" };
  return { ranking, problem };
}

function longestLabelAt(
  text: string,
  at: number,
  longest: number,
  labels: ReadonlyMap<string, string>,
): string | null {
  for (let length = longest; length > 0; length--) {
    const candidate = text.slice(at, at + length);
    if (candidate.length === length && labels.has(candidate)) return candidate;
  }
  return null;
}

/** `B > A = D > C` */
export function formatRanking(ranking: Ranking, responses: readonly LabelledResponse[]): string {
  const labels = new Map(responses.map((response) => [response.id, response.label]));
  return ranking.map((group) => group.map((id) => labels.get(id) ?? "?").join(" = ")).join(" > ");
}
