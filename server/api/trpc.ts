import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { Database } from "@/drizzle/client";
import { AppError } from "@/lib/errors";
import { TRPC_CODES } from "@/server/api/error-map";
import { findAppError } from "@/server/api/find-app-error";
import type { Actor } from "@/server/auth/actor";
import type { JobEvents } from "@/server/live/job-events";

export interface RequestContext {
  db: Database;
  actor: Actor | null;
  /** Who asks, as of now: for answers that go on long after the question. */
  reloadActor: () => Promise<Actor | null>;
  /** The public address without a slash at its end, for links that people are sent. */
  origin: string;
  /** Root of models/, datasets/ and runs/; absolute. */
  dataDirectory: string;
  jobEvents: JobEvents;
  /** Null where no sampler runs: versions can't be tried out then. */
  sampler: { url: string; token: string } | null;
}

const trpc = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  sse: {
    // proxies close silent connections; a page notices a dead one
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 40_000 },
  },
  errorFormatter({ shape, error }) {
    const { stack: _, ...data } = shape.data;
    const known = findAppError(error);
    if (known) {
      return {
        ...shape,
        message: known.message,
        data: { ...data, app: { code: known.code, details: known.details } },
      };
    }
    const isDefect = error.code === "INTERNAL_SERVER_ERROR";
    return {
      ...shape,
      // the log has the rest
      message: isDefect ? "something went wrong on the server; its log has the details" : shape.message,
      data: { ...data, app: isDefect ? { code: "INTERNAL" as const, details: {} } : null },
    };
  },
});

const withErrorCodes = trpc.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const known = findAppError(result.error);
  if (!known) return result;
  throw new TRPCError({ code: TRPC_CODES[known.code], message: known.message, cause: known });
});

export const createRouter = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

/** Anybody. */
export const publicProcedure = trpc.procedure.use(withErrorCodes);

/** Whoever is signed in; which rows they may see is for the service to decide. */
export const userProcedure = publicProcedure.use(({ ctx, next }) => {
  const { actor } = ctx;
  if (!actor) throw new AppError("UNAUTHENTICATED", "sign in first");
  return next({ ctx: { ...ctx, actor } });
});

/** Admins. The service checks again: it is also called from elsewhere. */
export const adminProcedure = userProcedure.use(({ ctx, next }) => {
  if (ctx.actor.role !== "admin") throw new AppError("FORBIDDEN", "only an admin may do this");
  return next({ ctx });
});
