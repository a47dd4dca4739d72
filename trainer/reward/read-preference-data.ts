import { stat } from "node:fs/promises";
import path from "node:path";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";
import { AppError } from "@/lib/errors";
import { parsePreference } from "@/trainer/reward/parse-preference";
import { PreferenceProblem } from "@/trainer/reward/preference-problem";
import { readJsonEntries } from "@/trainer/reward/read-json-entries";

/** A line that could not be used, and why. */
export interface DataProblem {
  line: number;
  reason: string;
}

export interface PreferenceData {
  records: PreferenceRecord[];
  /** The first problems; `problemCount` counts all. */
  problems: DataProblem[];
  problemCount: number;
}

const PROBLEMS_KEPT = 20;
/** With more than this share of bad lines the file is something else than it is taken for. */
const MOST_UNUSABLE = 0.5;

/**
 * Reads preference data of any known format, told line by line; see lib/contracts/preference-data.ts. Good lines are
 * kept, bad ones reported with number and reason. A directory stands for a frozen dataset: its `<split>.jsonl` is read.
 * @throws AppError MALFORMED_FILE if more than half of the lines cannot be used, DATASET_EMPTY if there is none
 */
export async function readPreferenceData(
  location: string,
  { split, signal }: { split: "train" | "eval"; signal?: AbortSignal },
): Promise<PreferenceData> {
  const file = (await stat(location)).isDirectory() ? path.join(location, `${split}.jsonl`) : location;
  const data: PreferenceData = { records: [], problems: [], problemCount: 0 };
  for await (const { line, text } of readJsonEntries(file)) {
    signal?.throwIfAborted();
    try {
      data.records.push(parsePreference(JSON.parse(text)));
    } catch (error) {
      data.problemCount++;
      if (data.problems.length < PROBLEMS_KEPT) data.problems.push({ line, reason: reasonOf(error) });
    }
  }
  requireUsable(data, file);
  return data;
}

function requireUsable({ records, problems, problemCount }: PreferenceData, file: string): void {
  const lines = records.length + problemCount;
  if (lines === 0) throw new AppError("DATASET_EMPTY", `${file} holds no entries.`, { details: { file } });
  const [first] = problems;
  if (!first || problemCount <= MOST_UNUSABLE * lines) return;
  const what =
    records.length === 0 ? "no line can be used" : `${problemCount} of ${lines} lines cannot be used`;
  throw new AppError("MALFORMED_FILE", `${file}: ${what}. Line ${first.line}: ${first.reason}.`, {
    details: { file, line: first.line, problem: first.reason, unusable: problemCount, lines },
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof PreferenceProblem) return error.message;
  if (error instanceof SyntaxError) return `not valid JSON: ${error.message}`;
  throw error;
}
