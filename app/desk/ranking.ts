import type { Ranking } from "@/lib/contracts/judgment";

/** Groups of tied response ids, best first. Responses that are in no group are not ranked yet. */

/** At the end, as a group of its own; or with the last group, where `tied`. */
export function appendToRanking(ranking: Ranking, id: string, tied = false): Ranking {
  const rest = removeFromRanking(ranking, id);
  const last = rest.at(-1);
  if (tied && last !== undefined) return [...rest.slice(0, -1), [...last, id]];
  return [...rest, [id]];
}

export function removeFromRanking(ranking: Ranking, id: string): Ranking {
  return ranking.map((group) => group.filter((member) => member !== id)).filter((group) => group.length > 0);
}

/**
 * To the place `index` among the other ranked responses, counted one by one. Between two that are tied it joins
 * them; elsewhere it stands alone.
 */
export function moveInRanking(ranking: Ranking, id: string, index: number): Ranking {
  const rest = removeFromRanking(ranking, id);
  const result: Ranking = [];
  let seen = 0;
  let placed = false;
  for (const group of rest) {
    const offset = index - seen;
    if (!placed && offset <= 0) {
      result.push([id]);
      placed = true;
    }
    if (!placed && offset < group.length) {
      result.push([...group.slice(0, offset), id, ...group.slice(offset)]);
      placed = true;
    } else {
      result.push(group);
    }
    seen += group.length;
  }
  if (!placed) result.push([id]);
  return result;
}

/** Ties `id` with the one before it, or sets it and those after it in its group below the one before. */
export function toggleTie(ranking: Ranking, id: string): Ranking {
  const at = ranking.findIndex((group) => group.includes(id));
  const group = ranking[at];
  if (group === undefined) return ranking;
  const within = group.indexOf(id);
  if (within > 0) {
    return [...ranking.slice(0, at), group.slice(0, within), group.slice(within), ...ranking.slice(at + 1)];
  }
  const previous = ranking[at - 1];
  if (previous === undefined) return ranking;
  return [...ranking.slice(0, at - 1), [...previous, ...group], ...ranking.slice(at + 1)];
}

export function isTiedWithPrevious(ranking: Ranking, id: string): boolean {
  return ranking.some((group) => group.indexOf(id) > 0);
}
