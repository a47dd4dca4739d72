import { accountRouter } from "@/server/api/routers/account";
import { annotateRouter } from "@/server/api/routers/annotate";
import { auditRouter } from "@/server/api/routers/audit";
import { datasetRouter } from "@/server/api/routers/dataset";
import { inviteRouter } from "@/server/api/routers/invite";
import { projectRouter } from "@/server/api/routers/project";
import { promptRouter } from "@/server/api/routers/prompt";
import { roundRouter } from "@/server/api/routers/round";
import { runRouter } from "@/server/api/routers/run";
import { setupRouter } from "@/server/api/routers/setup";
import { versionRouter } from "@/server/api/routers/version";
import { createCallerFactory, createRouter } from "@/server/api/trpc";

export const appRouter = createRouter({
  setup: setupRouter,
  invite: inviteRouter,
  account: accountRouter,
  project: projectRouter,
  prompt: promptRouter,
  round: roundRouter,
  annotate: annotateRouter,
  dataset: datasetRouter,
  run: runRouter,
  version: versionRouter,
  audit: auditRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in this process: pages on the server, tests. */
export const createCaller = createCallerFactory(appRouter);
