import { createHash, randomInt, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Completion } from "@/lib/contracts/sampling";
import { AppError, type AppErrorCode } from "@/lib/errors";
import { toAppError } from "@/lib/to-app-error";
import { CompletionWriter } from "@/lm/inference/completion-writer";
import { deriveSeed } from "@/lm/inference/derive-seed";
import type { LoadedModel, ModelPool } from "@/lm/inference/model-pool";
import {
  chatRequestSchema,
  completionRequestSchema,
  parametersOf,
  type ChatRequest,
  type CompletionRequest,
} from "@/lm/inference/openai-protocol";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";

export interface SamplerServerOptions {
  pool: ModelPool;
  /** Bearer token that every request but /health must carry. */
  token: string;
  /** Sequences that may wait or run before further requests are told to come back. Default 256. */
  maxQueued?: number;
  /** One line for each request that was answered. */
  log?(line: string): void;
}

/** What the requests of one server share. */
interface ServerState extends SamplerServerOptions {
  /** Sequences waiting (also for their model) or running. */
  queued: number;
}

const MAX_BODY_BYTES = 8 * 2 ** 20;
const RETRY_AFTER_SECONDS = 1;

/** The sampler's HTTP side: OpenAI's protocol over the models of a pool. */
export function createSamplerServer(options: SamplerServerOptions): Server {
  const state: ServerState = { ...options, queued: 0 };
  const server = createServer((request, response) => {
    // a kept connection would hold up whoever waits for the server to close
    if (!server.listening) response.setHeader("Connection", "close");
    const startedAt = performance.now();
    response.once("close", () => {
      const outcome = response.writableFinished ? String(response.statusCode) : "caller left";
      const took = (performance.now() - startedAt).toFixed(0);
      if (request.url !== "/health") options.log?.(`${request.method} ${request.url} ${outcome} ${took} ms`);
    });
    answer(request, response, state).catch((error: unknown) => sendError(response, error));
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerState,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://sampler");
  if (request.method === "GET" && pathname === "/health") {
    return sendJson(response, 200, { status: "ok", loaded: options.pool.loaded });
  }
  authorise(request, options.token);
  if (request.method === "GET" && pathname === "/v1/models") {
    const loaded = new Set(options.pool.loaded);
    const data = options.pool.names.map((id) => ({
      id,
      object: "model",
      created: 0,
      owned_by: "plaudit",
      loaded: loaded.has(id),
    }));
    return sendJson(response, 200, { object: "list", data });
  }
  if (request.method === "POST" && pathname === "/v1/chat/completions") {
    const body = chatRequestSchema.parse(await readJson(request));
    return complete(response, options, body, "chat", (model) =>
      encodePrompt(model.tokenizer, { messages: body.messages }),
    );
  }
  if (request.method === "POST" && pathname === "/v1/completions") {
    const body = completionRequestSchema.parse(await readJson(request));
    return complete(response, options, body, "text", (model) =>
      typeof body.prompt === "string"
        ? model.tokenizer.encode(body.prompt, { specialTokens: true })
        : body.prompt,
    );
  }
  throw new AppError("NOT_FOUND", `There is no ${request.method ?? ""} ${pathname} here.`);
}

async function complete(
  response: ServerResponse,
  state: ServerState,
  request: ChatRequest | CompletionRequest,
  form: "chat" | "text",
  promptOf: (model: LoadedModel) => number[],
): Promise<void> {
  const count = request.n ?? 1;
  if (state.queued + count > (state.maxQueued ?? 256)) {
    throw new AppError("SAMPLER_BUSY", "The sampler has all it can do; ask again in a moment.");
  }
  state.queued += count;
  try {
    await drawCompletions(response, state.pool, request, form, promptOf, count);
  } finally {
    state.queued -= count;
  }
}

async function drawCompletions(
  response: ServerResponse,
  pool: ModelPool,
  request: ChatRequest | CompletionRequest,
  form: "chat" | "text",
  promptOf: (model: LoadedModel) => number[],
  count: number,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  if (response.destroyed) return;
  const parameters = parametersOf(request, randomInt(2 ** 47));

  await pool.use(request.model, async (model) => {
    const promptTokenIds = promptOf(model);
    const writer = new CompletionWriter({
      response,
      form,
      id: `${form === "chat" ? "chatcmpl" : "cmpl"}-${randomUUID()}`,
      model: request.model,
      tokenizer: model.tokenizer,
      promptTokenIds,
      logprobs: request.logprobs !== undefined && request.logprobs !== null && request.logprobs !== false,
      tokenIds: request.return_token_ids ?? false,
      usageInStream: request.stream_options?.include_usage ?? false,
    });
    const streaming = request.stream ?? false;
    const draw = async (index: number): Promise<Completion> => {
      const completion = await model.generator.submit({
        promptTokenIds,
        parameters,
        // one completion has the request's own seed; several have seeds that follow from it
        seed: count === 1 ? parameters.seed : deriveSeed(parameters.seed, index),
        onText: streaming ? (piece) => writer.streamText(index, piece) : undefined,
        signal: gone.signal,
      });
      if (streaming) writer.streamEnd(index, completion);
      return completion;
    };
    const drawing = Array.from({ length: count }, (_, index) => draw(index));
    const completions = await Promise.all(drawing).catch(async (error: unknown) => {
      // one that fails ends the others, and the model stays until they have ended
      gone.abort();
      await Promise.allSettled(drawing);
      throw error;
    });
    if (gone.signal.aborted) return;
    if (streaming) writer.finishStream(completions);
    else sendJson(response, 200, writer.whole(completions));
  });
}

function authorise(request: IncomingMessage, token: string): void {
  const given = request.headers.authorization?.match(/^Bearer (.+)$/i)?.[1] ?? "";
  // hashes have one length, whatever was sent
  if (!timingSafeEqual(sha256(given), sha256(token))) {
    throw new AppError("UNAUTHENTICATED", "The sampler wants its token: Authorization: Bearer …");
  }
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new AppError("INVALID_INPUT", `The request is longer than ${MAX_BODY_BYTES / 2 ** 20} MiB.`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new AppError("INVALID_INPUT", "The request is no JSON.", { cause });
  }
}

const STATUS: Partial<Record<AppErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  SAMPLER_BUSY: 429,
  SAMPLER_UNAVAILABLE: 503,
  OUT_OF_MEMORY: 503,
};

function sendError(response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof z.ZodError || thrown instanceof AppError ? toAppError(thrown) : asInternal(thrown);
  const status = STATUS[error.code] ?? 500;
  if (response.destroyed || response.writableEnded) return;
  const body = {
    error: {
      message: error.message,
      type: status < 500 ? "invalid_request_error" : "server_error",
      code: error.code,
      details: error.details,
      param: null,
    },
  };
  if (response.headersSent) {
    response.end(`data: ${JSON.stringify(body)}\n\n`);
    return;
  }
  if (status === 429) response.setHeader("Retry-After", String(RETRY_AFTER_SECONDS));
  // what is left of a refused body is not read
  if (status === 400) response.setHeader("Connection", "close");
  sendJson(response, status, body);
}

function asInternal(thrown: unknown): AppError {
  console.error(thrown);
  return toAppError(thrown);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
