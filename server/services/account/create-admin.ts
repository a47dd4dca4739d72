import type { z } from "zod";
import type { Database } from "@/drizzle/client";
import { createUser, newPersonSchema } from "@/server/services/account/create-user";
import { recordAudit } from "@/server/services/audit/record-audit";

export const createAdminInput = newPersonSchema;

/** For whoever holds the machine: an admin's account without a link. CONFLICT if the e-mail has an account. */
export async function createAdmin({ db, ...person }: { db: Database } & z.infer<typeof createAdminInput>) {
  return db.transaction(async (tx) => {
    const user = await createUser(tx, { ...person, role: "admin" });
    await recordAudit(tx, {
      actorId: null,
      action: "account.createAdmin",
      subjectId: user.id,
      details: { email: user.email },
    });
    return { id: user.id, email: user.email, name: user.name, role: user.role };
  });
}
