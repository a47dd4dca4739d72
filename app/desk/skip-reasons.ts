/** `reason` is what is stored; people see its translation, of the desk's messages. */
export const SKIP_REASONS = [
  { reason: "unclear", text: "skipUnclear" },
  { reason: "language", text: "skipLanguage" },
  { reason: "expertise", text: "skipExpertise" },
  { reason: "unpleasant", text: "skipUnpleasant" },
  { reason: "broken", text: "skipBroken" },
] as const;
