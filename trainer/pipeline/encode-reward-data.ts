import type { StageContext } from "@/lib/contracts/progress";
import { AppError } from "@/lib/errors";
import type { Rng } from "@/lib/rng";
import { checkedCounts, type DataCounts } from "@/trainer/reward/check-reward-data";
import { encodeGroups, type EncodedGroups } from "@/trainer/reward/encode-groups";
import type { EncodedGroup } from "@/trainer/reward/encoded-group";
import type { RewardEncoding } from "@/trainer/reward/encode-reward-input";
import type { PreferenceGroup } from "@/trainer/reward/group-preferences";
import { setAsidePrompts } from "@/trainer/reward/set-aside-prompts";
import { splitGroups } from "@/trainer/reward/split-groups";

export interface EncodedRewardData {
  /** Of at most about `batchSize` responses each. */
  train: EncodedGroup[];
  /** Training prompts that choose the epoch instead of being trained on. */
  selection: EncodedGroup[];
  evaluation: EncodedGroup[];
  /** Selection included. */
  trainCounts: DataCounts;
  evaluationCounts: DataCounts;
  /** What could not be kept as it was, in both parts together. */
  losses: Pick<EncodedGroups, "cutPrompts" | "cutResponses" | "identicalPairs" | "refusedPrompts">;
}

/**
 * Both parts as token ids; what the length limit and the chat template cost goes into the log.
 * @throws AppError NOT_ENOUGH_DATA if too little is left, INVALID_INPUT if the template refuses most prompts
 */
export async function encodeRewardData(
  { train, evaluation }: { train: readonly PreferenceGroup[]; evaluation: readonly PreferenceGroup[] },
  encoding: RewardEncoding & { scoreMean: number; scoreStd: number },
  { batchSize, epochs }: { batchSize: number; epochs: number },
  rng: Rng,
  { reporter, signal }: Pick<StageContext, "reporter" | "signal">,
): Promise<EncodedRewardData> {
  const encode = async (name: string, groups: readonly PreferenceGroup[]) => {
    const onProgress = (done: number, total: number) =>
      reporter.progress({ phase: `encode ${name}`, done, total, unit: "responses" });
    const encoded = await encodeGroups(groups, encoding, encoding, { signal, onProgress });
    for (const warning of warningsOf(encoded, groups, encoding.maxLength))
      reporter.log("warning", `${name}: ${warning}`);
    return encoded;
  };
  const parts = [await encode("trainData", train), await encode("evalData", evaluation)] as const;
  const sum = (count: (part: EncodedGroups) => number) => count(parts[0]) + count(parts[1]);
  // one epoch needs no choice
  const { train: trained, selection } =
    epochs > 1 ? setAsidePrompts(parts[0].groups, rng) : { train: parts[0].groups, selection: [] };
  return {
    ...checkedCounts(parts[0].groups, parts[1].groups),
    train: splitGroups(trained, batchSize),
    selection,
    evaluation: parts[1].groups,
    losses: {
      cutPrompts: sum((part) => part.cutPrompts),
      cutResponses: sum((part) => part.cutResponses),
      identicalPairs: sum((part) => part.identicalPairs),
      refusedPrompts: sum((part) => part.refusedPrompts),
    },
  };
}

function warningsOf(
  { cutPrompts, cutResponses, identicalPairs, refusedPrompts, refusal = "" }: EncodedGroups,
  groups: readonly PreferenceGroup[],
  maxLength: number,
): string[] {
  if (refusedPrompts > groups.length / 2) {
    throw new AppError("INVALID_INPUT", `${refusedPrompts} of ${groups.length} prompts: ${refusal}`);
  }
  const texts = groups.reduce((sum, { responses }) => sum + responses.length, 0);
  const of = (count: number) => `${count} of ${texts} texts (${((100 * count) / texts).toFixed(1)} %)`;
  const limit = `more than ${maxLength} tokens (maxLength)`;
  return [
    cutPrompts > 0 ? `${of(cutPrompts)} have ${limit}: their prompts lose their beginning` : "",
    cutResponses > 0 ? `${of(cutResponses)} have ${limit}: their responses lose their end` : "",
    identicalPairs > 0
      ? `${identicalPairs} pairs are left out: the model would read the same on both sides`
      : "",
    refusedPrompts > 0
      ? `${refusedPrompts} of ${groups.length} prompts are left out. The first: ${refusal}`
      : "",
  ].filter((warning) => warning !== "");
}
