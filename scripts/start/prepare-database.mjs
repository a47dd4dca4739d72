import { setTimeout as sleep } from "node:timers/promises";
import { ensurePostgres, findEmbeddedPostgres } from "../postgres.mjs";
import { StepFailed } from "../support/steps.mjs";
import { runTypescript } from "./run-typescript.mjs";

const DISK_ADVICE = "Free some space, or set PLAUDIT_DATA_DIR to a directory on another disk.";

/**
 * Starts or finds the server and applies the migrations.
 *
 * @param {{signal: AbortSignal, onEmbedded: () => void}} options `onEmbedded`: the server is ours to stop
 * @returns {Promise<string>} its address
 */
export async function prepareDatabase({ signal, onEmbedded }) {
  const advice = process.env.DATABASE_URL
    ? "DATABASE_URL must name a Postgres (14 or later) that answers, and a user who may create tables in it."
    : "Or set DATABASE_URL to a Postgres of your own.";
  try {
    const { url, embedded } = await ensurePostgres();
    if (embedded) onEmbedded();
    await runTypescript("drizzle/migrate.ts", [], { env: { DATABASE_URL: url }, signal, advice });
    return url;
  } catch (error) {
    if (error instanceof StepFailed || signal.aborted) throw error;
    if (/no space left on device/i.test(error.message)) {
      throw new StepFailed("the disk is full", { cause: error, advice: DISK_ADVICE });
    }
    throw new StepFailed(error.message, { cause: error, advice });
  }
}

/** The embedded server lives outside of our process group: somebody may end it alone. Runs until `signal` aborts. */
export async function keepPostgresRunning({ signal, say }) {
  while (!signal.aborted) {
    await sleep(1_000, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted || findEmbeddedPostgres()) continue;
    say("Postgres has ended; starting it again");
    await ensurePostgres().catch((error) => say(`! ${error.message}`));
  }
}
