import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Database } from "@/drizzle/client";
import { AppError } from "@/lib/errors";
import { createUser, newPersonSchema } from "@/server/services/account/create-user";
import { recordAudit } from "@/server/services/audit/record-audit";
import { getSetupStatus } from "@/server/services/setup/get-setup-status";
import { linkTokenSchema } from "@/server/services/setup/link-token";
import { lockLink, markLinkUsed } from "@/server/services/setup/lock-link";

export const createFirstAdminInput = newPersonSchema.extend({ token: linkTokenSchema });

const FIRST_ADMIN_LOCK = 7_301_002;

/** Uses up the set-up link. The page signs in afterwards with the same e-mail and password. */
export async function createFirstAdmin({
  db,
  token,
  ...person
}: { db: Database } & z.infer<typeof createFirstAdminInput>): Promise<{ email: string }> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`);
    if (!(await getSetupStatus({ db: tx })).needsSetup) {
      throw new AppError("SETUP_ALREADY_DONE", "this installation has its first admin already: sign in");
    }
    const link = await lockLink(tx, { kind: "first-admin", token });
    const user = await createUser(tx, { ...person, role: "admin" });
    await markLinkUsed(tx, { linkId: link.id, userId: user.id });
    await recordAudit(tx, { actorId: user.id, action: "setup.createFirstAdmin", subjectId: user.id });
    return { email: user.email };
  });
}
