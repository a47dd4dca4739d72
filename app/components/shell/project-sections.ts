/** A project's pages in the order of the loop. `path` follows /projects/<id>. */
export const PROJECT_SECTIONS = [
  { key: "overview", path: "", forAnnotators: false },
  { key: "prompts", path: "/prompts", forAnnotators: false },
  { key: "rounds", path: "/rounds", forAnnotators: false },
  { key: "annotate", path: "/annotate", forAnnotators: true },
  { key: "datasets", path: "/datasets", forAnnotators: false },
  { key: "runs", path: "/runs", forAnnotators: false },
  { key: "versions", path: "/versions", forAnnotators: false },
  { key: "members", path: "/members", forAnnotators: false },
  { key: "settings", path: "/settings", forAnnotators: false },
  { key: "audit", path: "/audit", forAnnotators: false },
] as const;
