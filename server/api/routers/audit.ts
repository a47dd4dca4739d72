import { adminProcedure, createRouter } from "@/server/api/trpc";
import { listAudit, listAuditInput } from "@/server/services/audit/list-audit";

export const auditRouter = createRouter({
  list: adminProcedure.input(listAuditInput).query(({ ctx, input }) => listAudit({ ...ctx, ...input })),
});
