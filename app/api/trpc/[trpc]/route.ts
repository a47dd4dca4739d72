import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { findAppError } from "@/server/api/find-app-error";
import { createRequestContext } from "@/server/api/request-context";
import { appRouter } from "@/server/api/root";

export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  // the session cookie is SameSite=Lax; this also stops what older browsers would send along
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    return Response.json({ error: "requests from other sites are refused" }, { status: 403 });
  }
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => createRequestContext(request.headers),
    onError({ error, path }) {
      // what a person is told about need not be in the log
      if (findAppError(error) === null && error.code === "INTERNAL_SERVER_ERROR") {
        console.error(`${path ?? "unknown procedure"} failed`, error.cause ?? error);
      }
    },
  });
}

export { handle as GET, handle as POST };
