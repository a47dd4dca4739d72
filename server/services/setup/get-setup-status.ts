import { eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { users } from "@/drizzle/schema/users";

/** Whether this installation still waits for its first admin. */
export async function getSetupStatus({
  db,
}: {
  db: DatabaseOrTransaction;
}): Promise<{ needsSetup: boolean }> {
  const [admin] = await db.select({ id: users.id }).from(users).where(eq(users.role, "admin")).limit(1);
  return { needsSetup: admin === undefined };
}
