import {
  alignmentTripleSchema,
  preferenceRecordSchema,
  scoredResponsesSchema,
  trlPreferenceSchema,
  type PreferenceRecord,
} from "@/lib/contracts/preference-data";
import { parsePair } from "@/trainer/reward/parse-pair";
import { parseEntry, PreferenceProblem } from "@/trainer/reward/preference-problem";
import { recordKey } from "@/trainer/reward/prompt-key";

interface Format {
  /** An entry is of this format if it has all of them, whatever else it has. */
  fields: readonly string[];
  read(value: object): PreferenceRecord;
}

const FORMATS: readonly Format[] = [
  { fields: ["chosen", "rejected"], read: (value) => parsePair(parseEntry(trlPreferenceSchema, value)) },
  { fields: ["messages", "responses"], read: fromRecord },
  { fields: ["input", "outputs"], read: fromScoredResponses },
];

/**
 * One parsed JSON value of any known format as a record. The format is told by its fields, entry by entry; where they
 * tell several, the first that can be read counts.
 * @throws PreferenceProblem with the reason
 */
export function parsePreference(value: unknown): PreferenceRecord {
  if (Array.isArray(value)) return fromTriple(value);
  if (typeof value !== "object" || value === null) throw new PreferenceProblem("it is not a JSON object");
  let problem: PreferenceProblem | undefined;
  for (const { fields, read } of FORMATS) {
    if (!fields.every((field) => field in value)) continue;
    try {
      return read(value);
    } catch (error) {
      if (!(error instanceof PreferenceProblem)) throw error;
      problem ??= error;
    }
  }
  if (problem) throw problem;
  const fields = Object.keys(value).slice(0, 8).join(", ") || "none";
  throw new PreferenceProblem(
    `it has neither input and outputs, nor chosen and rejected, nor messages and responses (fields: ${fields})`,
  );
}

function fromTriple(value: unknown[]): PreferenceRecord {
  const parsed = alignmentTripleSchema.safeParse(value);
  if (!parsed.success)
    throw new PreferenceProblem("a list must be [question, accepted answer, rejected answer]");
  const [prompt, chosen, rejected] = parsed.data;
  return parsePair({ prompt, chosen, rejected });
}

function fromScoredResponses(value: object): PreferenceRecord {
  const { input, outputs } = parseEntry(scoredResponsesSchema, value);
  const prompted = {
    messages: [{ role: "user" as const, content: input }],
    responses: outputs.map(({ response, score }) => ({ text: response, score })),
  };
  return { ...prompted, promptKey: recordKey(prompted), synthetic: false, judgmentIds: [] };
}

function fromRecord(value: object): PreferenceRecord {
  const record = parseEntry(preferenceRecordSchema, value);
  const ranked = record.ranking?.flat() ?? [];
  if (ranked.some((index) => index >= record.responses.length)) {
    throw new PreferenceProblem("its ranking names a response that it does not have");
  }
  if (new Set(ranked).size !== ranked.length)
    throw new PreferenceProblem("its ranking names a response twice");
  return record;
}
