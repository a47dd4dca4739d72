import { setTimeout as sleep } from "node:timers/promises";
import { failItem, finishSampling } from "@/drizzle/rounds/finish-sampling";
import { loadSamplingWork, type SamplingWork } from "@/drizzle/rounds/load-sampling-work";
import { storeResponses } from "@/drizzle/rounds/store-responses";
import { sampleRoundConfigSchema } from "@/lib/contracts/sample-round";
import type { Completion, SamplingParameters } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { SamplerClient } from "@/lm/inference/client";
import { drawDistinct } from "@/trainer/worker/draw-distinct";
import { defineJob, type JobContext } from "@/trainer/worker/job-handler";

/** Sequences that are asked for at once: enough to fill the sampler's batch. */
const SEQUENCES_IN_FLIGHT = 16;
/** Waits after the sampler says that it is busy, milliseconds. */
const BUSY_DELAYS = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Has a round's policy answer its prompts. Each prompt is stored as soon as its responses are there; a run that starts
 * again goes on with the prompts that still have none.
 */
export const sampleRoundJob = defineJob({
  payload: sampleRoundConfigSchema,
  async run({ roundId }, context) {
    const work = await loadSamplingWork(context.db, roundId);
    const client = samplerOf(context);
    const waiting = [...work.pending];
    let done = work.total - waiting.length;
    let stored = 0;
    let duplicates = 0;
    const report = () =>
      context.reporter.progress({ phase: "sample", done, total: work.total, unit: "prompts" });
    report();

    const answerNext = async (): Promise<void> => {
      for (let item = waiting.shift(); item; item = waiting.shift()) {
        context.signal.throwIfAborted();
        const result = await answerItem(item, work, client, context);
        stored += result.stored;
        duplicates += result.duplicates;
        done += 1;
        // A stored prompt is progress: only interruptions without any count against the round.
        context.onCheckpoint?.();
        report();
      }
    };
    const lanes = Math.max(1, Math.floor(SEQUENCES_IN_FLIGHT / work.round.responsesPerPrompt));
    await Promise.all(Array.from({ length: lanes }, answerNext));

    const { ready, failed } = await context.write((tx) => finishSampling(tx, roundId));
    return { ready, failed, responses: stored, duplicates };
  },
});

async function answerItem(
  item: SamplingWork["pending"][number],
  work: SamplingWork,
  client: SamplerClient,
  context: JobContext,
): Promise<{ stored: number; duplicates: number }> {
  const { round, modelDirectory: model, modelVersionId } = work;
  const { roundItemId, messages } = item;
  const draw = (parameters: SamplingParameters) =>
    patiently(context.signal, async () => {
      const [completion] = await client.chat({ model, messages, parameters, signal: context.signal });
      if (!completion) throw new AppError("SAMPLER_UNAVAILABLE", "The sampler gave no answer.");
      return completion;
    });
  try {
    const completions = await drawDistinct({
      count: round.responsesPerPrompt,
      parameters: round.sampling,
      position: item.position,
      draw,
    });
    if (completions.length > 0) {
      const { sampling } = round;
      return await context.write((tx) =>
        storeResponses(tx, { roundItemId, modelVersionId, sampling, completions }),
      );
    }
    const emptyAnswers = new AppError("INVALID_INPUT", "The model gave only empty answers.", {
      details: { reason: "emptyAnswers" },
    });
    await setAside(item, emptyAnswers, context);
  } catch (error) {
    // The prompt's own fault (too long for the model, say): the others go on.
    if (!(error instanceof AppError) || error.code !== "INVALID_INPUT") throw error;
    await setAside(item, error, context);
  }
  return { stored: 0, duplicates: 0 };
}

async function setAside(
  { roundItemId }: SamplingWork["pending"][number],
  { code, message, details }: AppError,
  context: JobContext,
): Promise<void> {
  await context.write((tx) => failItem(tx, { roundItemId, failure: { code, message, details } }));
  context.reporter.log("warning", `A prompt was set aside: ${message}`);
}

async function patiently(signal: AbortSignal, draw: () => Promise<Completion>): Promise<Completion> {
  for (const delay of BUSY_DELAYS) {
    try {
      return await draw();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code !== "SAMPLER_BUSY") throw error;
      await sleep(delay, undefined, { signal });
    }
  }
  return draw();
}

function samplerOf({ sampler }: JobContext): SamplerClient {
  if (sampler) return new SamplerClient(sampler);
  throw new AppError(
    "SAMPLER_UNAVAILABLE",
    "No sampler is configured: set SAMPLER_URL and SAMPLER_TOKEN for the worker.",
    { details: { reason: "samplerNotConfigured" } },
  );
}
