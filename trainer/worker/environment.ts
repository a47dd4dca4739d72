import path from "node:path";
import { z } from "zod";

const environmentSchema = z.object({
  DATABASE_URL: z
    .string({ error: "DATABASE_URL is not set" })
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres://"),
  PLAUDIT_DATA_DIR: z.string().min(1).default(".data"),
  SAMPLER_URL: z.url("SAMPLER_URL must be an address such as http://127.0.0.1:8801").optional(),
  SAMPLER_TOKEN: z.string().min(16, "SAMPLER_TOKEN must have at least 16 characters").optional(),
  PLAUDIT_LEASE_SECONDS: z.coerce.number().min(1).max(3600).default(30),
});

export interface WorkerEnvironment {
  databaseUrl: string;
  dataDirectory: string;
  sampler: { url: string; token: string } | null;
  /** A worker that did not write for so long has lost its jobs. */
  leaseSeconds: number;
}

export function readWorkerEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): WorkerEnvironment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `- ${issue.message}`).join("\n");
    throw new Error(`The worker's environment is incomplete; \`npm start\` sets all of it:\n${problems}`);
  }
  const { DATABASE_URL, PLAUDIT_DATA_DIR, SAMPLER_URL, SAMPLER_TOKEN, PLAUDIT_LEASE_SECONDS } = result.data;
  return {
    databaseUrl: DATABASE_URL,
    dataDirectory: path.resolve(PLAUDIT_DATA_DIR),
    sampler: SAMPLER_URL && SAMPLER_TOKEN ? { url: SAMPLER_URL, token: SAMPLER_TOKEN } : null,
    leaseSeconds: PLAUDIT_LEASE_SECONDS,
  };
}
