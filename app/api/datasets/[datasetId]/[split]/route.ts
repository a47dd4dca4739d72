import { Readable } from "node:stream";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { TRPCError } from "@trpc/server";
import { TRPC_CODES } from "@/server/api/error-map";
import { findAppError } from "@/server/api/find-app-error";
import { createRequestContext } from "@/server/api/request-context";
import { AppError } from "@/lib/errors";
import { openDatasetFile, openDatasetFileInput } from "@/server/services/dataset/open-dataset-file";

export const dynamic = "force-dynamic";

interface RouteContext {
  params: Promise<{ datasetId: string; split: string }>;
}

/** A frozen dataset's train or eval half as JSON lines, to save. */
export async function GET(request: Request, { params }: RouteContext): Promise<Response> {
  try {
    const { db, actor, dataDirectory } = await createRequestContext(request.headers);
    if (actor === null) throw new AppError("UNAUTHENTICATED", "sign in first");
    const input = openDatasetFileInput.parse(await params);
    const { file, bytes, name } = await openDatasetFile({ db, actor, dataDirectory, ...input });
    // the stream closes the file at its end, and when the reader goes away
    const stream = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array>;
    return new Response(stream, {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-length": String(bytes),
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    const known = findAppError(error);
    if (known === null) console.error("a dataset could not be downloaded", error);
    const code = known === null ? "INTERNAL_SERVER_ERROR" : TRPC_CODES[known.code];
    const message = known?.message ?? "something went wrong on the server; its log has the details";
    return new Response(`${message}\n`, {
      status: getHTTPStatusCodeFromError(new TRPCError({ code })),
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
}
