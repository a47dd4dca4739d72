import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Message } from "@/lib/contracts/message";
import type { Completion, FinishReason, SamplingParameters } from "@/lib/contracts/sampling";
import { APP_ERROR_CODES, AppError, type AppErrorCode } from "@/lib/errors";
import {
  chatAnswerSchema,
  chatChunkSchema,
  errorAnswerSchema,
  modelsAnswerSchema,
} from "@/lm/inference/openai-protocol";

export interface SamplerAddress {
  /** Without /v1. */
  url: string;
  token: string;
}

export interface ChatOptions {
  model: string;
  messages: readonly Message[];
  parameters: SamplingParameters;
  /** Completions wanted, with seeds that follow from the parameters' seed. */
  n?: number;
  signal?: AbortSignal;
}

export type StreamEvent = { type: "text"; text: string } | { type: "end"; completion: Completion };

/** Waits before a sampler that can't be reached, or is busy, is asked again. Milliseconds. */
const RETRY_DELAYS = [100, 300, 1_000, 2_000];

/**
 * Talks to the sampler process, or to any other OpenAI-compatible server. Token ids and log-probabilities are empty
 * where a server does not give them.
 *
 * Every method throws AppError SAMPLER_UNAVAILABLE (can't be reached, or failed), SAMPLER_BUSY (429), NOT_FOUND (the
 * model), INVALID_INPUT (the prompt: too long, say), RUN_CANCELLED (the signal).
 */
export class SamplerClient {
  constructor(private readonly address: SamplerAddress) {}

  async chat(options: ChatOptions): Promise<Completion[]> {
    const response = await this.post(options, false);
    const answer = parse(chatAnswerSchema, await readText(response, options.signal));
    return answer.choices.map(({ message, finish_reason, logprobs, token_ids }) => ({
      text: message.content ?? "",
      tokenIds: token_ids ?? [],
      logprobs: logprobs?.content?.map(({ logprob }) => logprob) ?? [],
      finishReason: finishReasonOf(finish_reason),
    }));
  }

  /** Pieces of one completion's text as they come, and the whole completion at the end. */
  async *stream(options: Omit<ChatOptions, "n">): AsyncGenerator<StreamEvent, void, undefined> {
    const response = await this.post(options, true);
    let text = "";
    for await (const data of serverSentEvents(response, options.signal)) {
      if (data === "[DONE]") return;
      const { error, choices } = parse(chatChunkSchema, data);
      if (error) throw asAppError(error);
      const [choice] = choices;
      if (!choice) continue;
      const piece = choice.delta?.content ?? "";
      text += piece;
      if (piece !== "") yield { type: "text", text: piece };
      if (choice.finish_reason) {
        const logprobs = choice.logprobs?.content?.map(({ logprob }) => logprob) ?? [];
        const finishReason = finishReasonOf(choice.finish_reason);
        yield {
          type: "end",
          completion: { text, tokenIds: choice.token_ids ?? [], logprobs, finishReason },
        };
      }
    }
  }

  /** Names of the models that the server offers. */
  async models(signal?: AbortSignal): Promise<string[]> {
    const response = await this.reach("/v1/models", { method: "GET", signal });
    if (!response.ok) throw await errorOf(response);
    return parse(modelsAnswerSchema, await readText(response, signal)).data.map(({ id }) => id);
  }

  private async post(
    { model, messages, parameters, n, signal }: ChatOptions,
    stream: boolean,
  ): Promise<Response> {
    const body = JSON.stringify({
      model,
      messages,
      n: n ?? 1,
      stream,
      seed: parameters.seed,
      temperature: parameters.temperature,
      top_p: parameters.topP,
      ...(parameters.topK > 0 ? { top_k: parameters.topK } : {}),
      max_tokens: parameters.maxNewTokens,
      ...(parameters.stop.length > 0 ? { stop: parameters.stop } : {}),
      logprobs: true,
      return_token_ids: true,
    });
    const response = await this.reach("/v1/chat/completions", { method: "POST", body, signal });
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  /** Asks again where the connection was refused or lost, or the server had no room: drawing changes nothing there. */
  private async reach(path: string, init: RequestInit): Promise<Response> {
    const { url, token } = this.address;
    for (let tries = 0; ; tries++) {
      const delay = RETRY_DELAYS[tries];
      try {
        const response = await fetch(`${url.replace(/\/$/, "")}${path}`, {
          ...init,
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        });
        if (response.status !== 429 || delay === undefined) return response;
        await response.body?.cancel();
      } catch (cause) {
        if (init.signal?.aborted) throw cancelled(cause);
        if (delay === undefined || !isRefused(cause)) throw unavailable("does not answer", cause);
      }
      await sleep(delay, undefined, { signal: init.signal ?? undefined }).catch((aborted: unknown) => {
        throw cancelled(aborted);
      });
    }
  }
}

/** fetch hides the system's error in its cause. */
function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return ["ECONNREFUSED", "ECONNRESET", "UND_ERR_SOCKET"].includes(cause?.code ?? "");
}

async function errorOf(response: Response): Promise<AppError> {
  const text = await response.text().catch(() => "");
  let error: ToldBySampler = { message: text.slice(0, 300) };
  try {
    ({ error } = errorAnswerSchema.parse(JSON.parse(text)));
  } catch {
    // another server's own words
  }
  const { code, message } = error;
  if (response.status === 429) return new AppError("SAMPLER_BUSY", message || "The sampler is busy.");
  if (isAppErrorCode(code)) return asAppError(error);
  if (response.status === 404) return new AppError("NOT_FOUND", message);
  if (response.status === 400 || response.status === 422) return new AppError("INVALID_INPUT", message);
  return unavailable(`answered ${response.status}: ${message}`);
}

type ToldBySampler = z.infer<typeof errorAnswerSchema>["error"];

function asAppError({ code, message, details }: ToldBySampler): AppError {
  return isAppErrorCode(code) && code !== "INTERNAL" && code !== "UNAUTHENTICATED"
    ? AppError.told({ code, message, details })
    : unavailable(`failed: ${message}`);
}

function isAppErrorCode(code: unknown): code is AppErrorCode {
  return (APP_ERROR_CODES as readonly unknown[]).includes(code);
}

function unavailable(what: string, cause?: unknown): AppError {
  return new AppError("SAMPLER_UNAVAILABLE", `The sampler ${what}. It restarts by itself; try again.`, {
    cause,
  });
}

function cancelled(cause: unknown): AppError {
  return new AppError("RUN_CANCELLED", "The request was cancelled.", { cause });
}

function finishReasonOf(reason: string | null | undefined): FinishReason {
  return reason === "stop" || reason === "cancelled" ? reason : "length";
}

async function readText(response: Response, signal?: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw signal?.aborted ? cancelled(cause) : unavailable("broke off its answer", cause);
  }
}

async function* serverSentEvents(response: Response, signal?: AbortSignal): AsyncGenerator<string> {
  if (!response.body) throw unavailable("gave an empty answer");
  const decoder = new TextDecoder();
  let buffered = "";
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw signal?.aborted ? cancelled(cause) : unavailable("broke off its answer", cause);
      });
      if (done) throw unavailable("broke off its answer");
      buffered += decoder.decode(value, { stream: true });
      const lines = buffered.split(/\r?\n/);
      buffered = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("data:")) yield line.slice(5).trim();
    }
  } finally {
    // whoever stops listening cancels the completion
    await reader.cancel().catch(() => undefined);
  }
}

function parse<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw unavailable("gave an answer that is not OpenAI's format", cause);
  }
}
