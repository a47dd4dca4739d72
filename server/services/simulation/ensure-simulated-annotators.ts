import { eq } from "drizzle-orm";
import type { Database } from "@/drizzle/client";
import { projectMembers } from "@/drizzle/schema/projects";
import { users } from "@/drizzle/schema/users";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";
import { recordAudit } from "@/server/services/audit/record-audit";

/** Accounts of programs: marked as such, members of one project, and nobody can sign in to them. */
export async function ensureSimulatedAnnotators(
  db: Database,
  { projectId, annotators }: { projectId: string; annotators: number },
): Promise<Actor[]> {
  return db.transaction(async (tx) => {
    const actors: Actor[] = [];
    for (let number = 1; number <= annotators; number++) {
      const email = `simulated-${number}@${projectId}.invalid`;
      const [created] = await tx
        .insert(users)
        .values({ email, name: `Simulated annotator ${number}`, role: "annotator", isSynthetic: true })
        .onConflictDoNothing({ target: users.email })
        .returning({ id: users.id });
      const [user] = await tx.select().from(users).where(eq(users.email, email));
      if (!user?.isSynthetic) throw new AppError("CONFLICT", `${email} is somebody else's account`);
      await tx.insert(projectMembers).values({ projectId, userId: user.id }).onConflictDoNothing();
      if (created) {
        await recordAudit(tx, {
          actorId: null,
          projectId,
          action: "simulation.addAnnotator",
          subjectId: user.id,
          details: { name: user.name },
        });
      }
      const { id, name, role, locale } = user;
      actors.push({ id, email, name, role, locale });
    }
    return actors;
  });
}
