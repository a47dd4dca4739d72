import { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { AppError } from "@/lib/errors";
import { findAppError } from "@/server/api/find-app-error";
import { limitBody } from "@/server/api/limit-body";
import { appRouter } from "@/server/api/root";
import type { RequestContext } from "@/server/api/trpc";

/** A sign-up is small; an import is the largest thing that anybody sends. Bytes. */
const MOST_FROM_ANYBODY = 64_000;
const MOST_FROM_USERS = 25_000_000;

/** A tRPC call over HTTP. A body that is too large for who sends it is refused before anything of it is parsed. */
export async function answerRequest(
  request: Request,
  createContext: () => Promise<RequestContext>,
): Promise<Response> {
  const context = createContext();
  const isUser = await context.then(
    ({ actor }) => actor !== null,
    () => false, // told below
  );
  const most = isUser ? MOST_FROM_USERS : MOST_FROM_ANYBODY;
  const limited = await limitBody(request, most);
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: limited ?? new Request(request.url, { method: request.method, headers: jsonHeaders(request) }),
    router: appRouter,
    async createContext() {
      const known = await context;
      if (limited === null) throw tooLarge(most);
      return known;
    },
    onError({ error, path }) {
      // what a person is told about need not be in the log
      if (findAppError(error) === null && error.code === "INTERNAL_SERVER_ERROR") {
        console.error(`${path ?? "unknown procedure"} failed`, error.cause ?? error);
      }
    },
  });
}

function tooLarge(bytes: number): TRPCError {
  const limit = bytes < 1_000_000 ? `${bytes / 1_000} kB` : `${bytes / 1_000_000} MB`;
  const cause = new AppError("INVALID_INPUT", `the server takes at most ${limit} at once`, {
    details: { reason: "requestTooLarge", limit },
  });
  return new TRPCError({ code: "PAYLOAD_TOO_LARGE", message: cause.message, cause });
}

/** Enough for the answer to have the form that the caller reads. */
function jsonHeaders({ headers }: Request): Record<string, string> {
  return {
    "content-type": "application/json",
    "trpc-accept": headers.get("trpc-accept") ?? "application/json",
  };
}
