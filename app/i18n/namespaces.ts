/** One JSON file a feature and language: app/i18n/messages/<locale>/<namespace>.json. */
export const NAMESPACES = [
  "common",
  "errors",
  "auth",
  "shell",
  "projects",
  "desk",
  "overview",
  "prompts",
  "rounds",
  "datasets",
  "runs",
  "versions",
  "members",
  "settings",
  "audit",
  "charts",
] as const;
export type Namespace = (typeof NAMESPACES)[number];
