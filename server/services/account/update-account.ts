import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/drizzle/schema/users";
import { forgetActor } from "@/server/auth/load-actor";
import { personNameSchema } from "@/server/services/account/create-user";
import type { ServiceContext } from "@/server/services/service-context";

export const updateAccountInput = z.strictObject({
  name: personNameSchema.optional(),
  locale: z.enum(["en", "zh"]).optional(),
});

export async function updateAccount({
  db,
  actor,
  name,
  locale,
}: ServiceContext & z.infer<typeof updateAccountInput>) {
  const changed = { name: name ?? actor.name, locale: locale ?? actor.locale };
  await db.update(users).set(changed).where(eq(users.id, actor.id));
  forgetActor(actor.id);
  return { ...actor, ...changed };
}
