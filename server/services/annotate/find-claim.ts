import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { claims, type Claim } from "@/drizzle/schema/claims";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";
import { requireProject } from "@/server/services/access";

export const claimInput = z.strictObject({ claimId: z.uuid() });

/** The actor's own claim, whatever became of it. Other people's look as if there were none. */
export async function findClaim(db: DatabaseOrTransaction, actor: Actor, claimId: string): Promise<Claim> {
  const [claim] = await db
    .select()
    .from(claims)
    .where(and(eq(claims.id, claimId), eq(claims.userId, actor.id)));
  if (!claim) throw new AppError("LEASE_NOT_YOURS", "this item is not yours: take the next one");
  await requireProject(db, actor, claim.projectId);
  return claim;
}
