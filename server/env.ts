import path from "node:path";
import { z } from "zod";

const environmentSchema = z.object({
  DATABASE_URL: z
    .string({ error: "DATABASE_URL is not set" })
    .regex(/^postgres(ql)?:\/\//, "DATABASE_URL must start with postgres://"),
  /** Models, datasets and runs; the worker has the same. */
  PLAUDIT_DATA_DIR: z.string().min(1).default(".data"),
  /** Encrypts the session cookies. There is no default: whoever knows it can be anybody. */
  NEXTAUTH_SECRET: z
    .string({ error: "NEXTAUTH_SECRET is not set" })
    .min(32, "NEXTAUTH_SECRET must have at least 32 characters"),
  NEXTAUTH_URL: z.url("NEXTAUTH_URL must be an address such as https://plaudit.example.org").optional(),
  SAMPLER_URL: z.url("SAMPLER_URL must be an address such as http://127.0.0.1:8801").optional(),
  SAMPLER_TOKEN: z.string().min(16, "SAMPLER_TOKEN must have at least 16 characters").optional(),
});

export interface Environment {
  databaseUrl: string;
  /** Absolute. */
  dataDirectory: string;
  nextAuthSecret: string;
  /** The public address without a slash at its end, if configured. */
  publicOrigin: string | null;
  /** Null where no sampler runs: versions can't be tried out then. */
  sampler: { url: string; token: string } | null;
}

let parsed: Environment | undefined;

/** Reads the environment once, at the first request (a build needs none). Throws with every problem in one message. */
export function getEnvironment(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  // an empty variable is one that was left out
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = environmentSchema.safeParse(given);
  if (!result.success) {
    throw new Error(
      `The environment is incomplete; \`npm start\` sets all of it:\n${result.error.issues
        .map((issue) => `- ${issue.message}`)
        .join("\n")}`,
    );
  }
  const { data } = result;
  return {
    databaseUrl: data.DATABASE_URL,
    dataDirectory: path.resolve(data.PLAUDIT_DATA_DIR),
    nextAuthSecret: data.NEXTAUTH_SECRET,
    publicOrigin: data.NEXTAUTH_URL === undefined ? null : new URL(data.NEXTAUTH_URL).origin,
    sampler:
      data.SAMPLER_URL !== undefined && data.SAMPLER_TOKEN !== undefined
        ? { url: data.SAMPLER_URL, token: data.SAMPLER_TOKEN }
        : null,
  };
}
