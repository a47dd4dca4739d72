import type { DatabaseOrTransaction } from "@/drizzle/client";
import { auditLog } from "@/drizzle/schema/audit-log";

export interface AuditEntry {
  /** Null where a command of this installation acts. */
  actorId: string | null;
  projectId?: string | null;
  /** noun.verb, as the API names it. */
  action: string;
  subjectId?: string;
  /** What changed; never secrets. */
  details?: Record<string, unknown>;
}

/** Call it in the transaction of the change, so that there is neither without the other. */
export async function recordAudit(tx: DatabaseOrTransaction, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values(entry);
}
