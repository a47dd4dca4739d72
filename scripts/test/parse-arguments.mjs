export const GROUPS = ["check", "unit", "numerics", "integration", "e2e"];

/**
 * `--only a,b` (or `--only=a,b`, or repeated) chooses groups, everything else is a filter on file names. A filter below
 * tests/<group>/ chooses its group by itself.
 *
 * @param {string[]} args
 * @returns {{groups: string[], filters: string[]}}
 */
export function parseTestArguments(args) {
  const chosen = new Set();
  const filters = [];
  for (let i = 0; i < args.length; i++) {
    const [, inline] = /^--only(?:=(.*))?$/.exec(args[i]) ?? [];
    if (args[i] === "--only" || inline !== undefined) {
      for (const group of (inline ?? args[++i] ?? "").split(",")) chosen.add(checked(group));
    } else if (args[i].startsWith("-")) {
      throw new Error(`unknown option ${args[i]}; usage: npm test -- [--only ${GROUPS.join(",")}] [FILE…]`);
    } else {
      filters.push(args[i]);
    }
  }
  if (chosen.size === 0) {
    for (const filter of filters) {
      const group = /tests\/([^/]+)/.exec(filter)?.[1];
      if (group && GROUPS.includes(group)) chosen.add(group);
    }
  }
  return { groups: GROUPS.filter((group) => chosen.size === 0 || chosen.has(group)), filters };
}

function checked(group) {
  if (GROUPS.includes(group)) return group;
  throw new Error(`there is no group "${group}"; there are ${GROUPS.join(", ")}`);
}
