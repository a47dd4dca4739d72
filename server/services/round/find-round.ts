import { eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { rounds, type Round } from "@/drizzle/schema/rounds";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";
import { requireProjectAdmin } from "@/server/services/access";

/** A round of a project that the actor administers. */
export async function findRound(db: DatabaseOrTransaction, actor: Actor, roundId: string): Promise<Round> {
  const [round] = await db.select().from(rounds).where(eq(rounds.id, roundId));
  if (!round) throw new AppError("NOT_FOUND", "there is no such round");
  await requireProjectAdmin(db, actor, round.projectId);
  return round;
}
