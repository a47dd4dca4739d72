import type { RequestContext } from "@/server/api/trpc";
import { getCurrentSession } from "@/server/auth/current-actor";
import { loadActor } from "@/server/auth/load-actor";
import { getDatabase } from "@/server/database";
import { getEnvironment } from "@/server/env";
import { getJobEvents } from "@/server/live/job-events";

/** The context of the request at hand, in pages (`headers()`) and route handlers (`request.headers`). */
export async function createRequestContext(headers: Headers): Promise<RequestContext> {
  const { publicOrigin, dataDirectory, sampler } = getEnvironment();
  const db = getDatabase();
  const session = await getCurrentSession();
  const reloadActor = async () => (session === null ? null : loadActor(db, session));
  return {
    db,
    actor: await reloadActor(),
    reloadActor,
    origin: publicOrigin ?? originOf(headers),
    dataDirectory,
    jobEvents: getJobEvents(),
    sampler,
  };
}

function originOf(headers: Headers): string {
  const protocol = headers.get("x-forwarded-proto")?.split(",")[0] ?? "http";
  return `${protocol}://${headers.get("x-forwarded-host") ?? headers.get("host") ?? "localhost"}`;
}
