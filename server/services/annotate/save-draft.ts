import { sql } from "drizzle-orm";
import { z } from "zod";
import { drafts } from "@/drizzle/schema/claims";
import { judgmentDraftSchema } from "@/lib/contracts/judgment";
import { AppError } from "@/lib/errors";
import { findClaim } from "@/server/services/annotate/find-claim";
import type { ServiceContext } from "@/server/services/service-context";

export const saveDraftInput = z.strictObject({ claimId: z.uuid(), draft: judgmentDraftSchema });

/** The last one saved stands. */
export async function saveDraft({
  db,
  actor,
  claimId,
  draft,
}: ServiceContext & z.infer<typeof saveDraftInput>) {
  const claim = await findClaim(db, actor, claimId);
  if (claim.completedAt !== null) {
    throw new AppError("JUDGMENT_ALREADY_SUBMITTED", "this item is judged: its draft is closed");
  }
  const [saved] = await db
    .insert(drafts)
    .values({ claimId, body: draft })
    .onConflictDoUpdate({ target: drafts.claimId, set: { body: draft, updatedAt: sql`now()` } })
    .returning({ updatedAt: drafts.updatedAt });
  return { savedAt: saved?.updatedAt ?? new Date() };
}
