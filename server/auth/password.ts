import { hash, verify } from "@node-rs/argon2";
import { z } from "zod";

export const passwordSchema = z
  .string()
  .min(10, "a password has at least 10 characters")
  .max(200, "a password has at most 200 characters");

// OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane (the library's default algorithm is argon2id)
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

let unknownUserHash: Promise<string> | undefined;

/** Takes as long for an account that does not exist, so that nobody learns which e-mails have one. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  unknownUserHash ??= hashPassword(crypto.randomUUID());
  const matches = await verify(passwordHash ?? (await unknownUserHash), password);
  return matches && passwordHash !== null;
}
