import { eq, max } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { projects } from "@/drizzle/schema/projects";
import { rounds } from "@/drizzle/schema/rounds";

/** Holds the project's row until the transaction ends, so that two rounds made at once get two numbers. */
export async function nextRoundNumber(tx: Transaction, projectId: string): Promise<number> {
  await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, projectId)).for("update");
  const [latest] = await tx
    .select({ number: max(rounds.number) })
    .from(rounds)
    .where(eq(rounds.projectId, projectId));
  return (latest?.number ?? 0) + 1;
}
