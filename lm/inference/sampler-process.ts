import { totalmem } from "node:os";
import path from "node:path";
import { z } from "zod";
import { ModelPool } from "@/lm/inference/model-pool";
import { createSamplerServer } from "@/lm/inference/sampler-server";

/** What the sampler is told. It knows no database: a model is a directory under the data directory's models/. */
const environmentSchema = z.object({
  SAMPLER_URL: z.url("SAMPLER_URL must be the address to listen on, such as http://127.0.0.1:8801"),
  SAMPLER_TOKEN: z.string().min(16, "SAMPLER_TOKEN must have at least 16 characters"),
  PLAUDIT_DATA_DIR: z.string().min(1).default(".data"),
  /** What loaded models may take together; a quarter of the machine's memory by default. */
  SAMPLER_MEMORY_BYTES: z.coerce.number().int().min(0).optional(),
});

/** Streams that are under way when the sampler is asked to leave may take this long to end. Milliseconds. */
const DRAIN_TIME = 5_000;

function main(): void {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) {
    console.error(`The sampler can't start:\n${z.prettifyError(parsed.error)}`);
    process.exit(1);
  }
  const { SAMPLER_URL, SAMPLER_TOKEN, PLAUDIT_DATA_DIR, SAMPLER_MEMORY_BYTES } = parsed.data;
  const pool = new ModelPool({
    root: path.resolve(PLAUDIT_DATA_DIR, "models"),
    byteBudget: SAMPLER_MEMORY_BYTES ?? totalmem() / 4,
    log: (message) => console.log(message),
  });
  const server = createSamplerServer({ pool, token: SAMPLER_TOKEN, log: (line) => console.log(line) });
  const address = new URL(SAMPLER_URL);
  server.on("error", (error) => {
    console.error(`The sampler can't listen on ${address.host}: ${error.message}`);
    process.exit(1);
  });
  server.listen(Number(address.port || 80), address.hostname.replace(/^\[|\]$/g, ""), () =>
    console.log(`sampler listens on ${address.origin}`),
  );

  let leaving = false;
  const leave = (): void => {
    if (leaving) process.exit(1);
    leaving = true;
    const end = () => void pool.dispose().finally(() => process.exit(0));
    server.close(end);
    server.closeIdleConnections();
    // what is still being said is broken off
    setTimeout(() => {
      server.closeAllConnections();
      end();
    }, DRAIN_TIME).unref();
  };
  process.on("SIGTERM", leave);
  process.on("SIGINT", leave);
}

main();
