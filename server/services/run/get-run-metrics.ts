import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import { jobMetrics } from "@/drizzle/schema/jobs";
import { findRun, type runInput } from "@/server/services/run/find-run";
import type { ServiceContext } from "@/server/services/service-context";

/** A curve for each metric's name, its points in order. */
export async function getRunMetrics({ db, actor, jobId }: ServiceContext & z.infer<typeof runInput>) {
  await findRun(db, actor, jobId);
  const points = await db
    .select({ name: jobMetrics.name, step: jobMetrics.step, value: jobMetrics.value })
    .from(jobMetrics)
    .where(eq(jobMetrics.jobId, jobId))
    .orderBy(asc(jobMetrics.name), asc(jobMetrics.step));
  const curves = new Map<string, { step: number; value: number }[]>();
  for (const { name, step, value } of points) {
    const curve = curves.get(name) ?? [];
    curve.push({ step, value });
    curves.set(name, curve);
  }
  return [...curves].map(([name, curve]) => ({ name, points: curve }));
}
