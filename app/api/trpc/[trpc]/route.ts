import { answerRequest } from "@/server/api/answer-request";
import { createRequestContext } from "@/server/api/request-context";

export const dynamic = "force-dynamic";

async function handle(request: Request): Promise<Response> {
  // the session cookie is SameSite=Lax; this also stops what older browsers would send along
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    return Response.json({ error: "requests from other sites are refused" }, { status: 403 });
  }
  return answerRequest(request, () => createRequestContext(request.headers));
}

export { handle as GET, handle as POST };
