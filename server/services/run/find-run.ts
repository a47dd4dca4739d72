import { eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { jobs, type Job } from "@/drizzle/schema/jobs";
import { AppError } from "@/lib/errors";
import type { Actor } from "@/server/auth/actor";
import { requireAdmin, requireProjectAdmin } from "@/server/services/access";

export const runInput = z.strictObject({ jobId: z.uuid() });

/** A job of a project that the actor administers. */
export async function findRun(db: DatabaseOrTransaction, actor: Actor, jobId: string): Promise<Job> {
  requireAdmin(actor);
  const [job] = await db.select().from(jobs).where(eq(jobs.id, jobId));
  if (!job) throw new AppError("NOT_FOUND", "there is no such run");
  if (job.projectId !== null) await requireProjectAdmin(db, actor, job.projectId);
  return job;
}
