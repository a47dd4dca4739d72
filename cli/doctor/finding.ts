/** error: something that the platform cannot do without; warning: something that it does worse or not at all. */
export interface Finding {
  name: string;
  status: "ok" | "warning" | "error";
  detail: string;
  /** What to do about it. */
  advice?: string;
}

export type Check = () => Promise<Omit<Finding, "name">>;
