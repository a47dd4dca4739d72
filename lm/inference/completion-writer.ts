import type { ServerResponse } from "node:http";
import type { Completion } from "@/lib/contracts/sampling";
import type { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

export interface CompletionWriterOptions {
  response: ServerResponse;
  form: "chat" | "text";
  id: string;
  model: string;
  tokenizer: TextTokenizer;
  promptTokenIds: readonly number[];
  /** Whether the answer carries log-probabilities, and token ids. */
  logprobs: boolean;
  tokenIds: boolean;
  usageInStream: boolean;
}

/** Completions in OpenAI's words: whole, or as server-sent events. */
export class CompletionWriter {
  private readonly created = Math.floor(Date.now() / 1000);

  constructor(private readonly options: CompletionWriterOptions) {}

  whole(completions: readonly Completion[]): object {
    const { form, id, model, tokenIds, promptTokenIds } = this.options;
    return {
      id,
      object: form === "chat" ? "chat.completion" : "text_completion",
      created: this.created,
      model,
      choices: completions.map((completion, index) => ({
        index,
        ...(form === "chat"
          ? { message: { role: "assistant", content: completion.text, refusal: null } }
          : { text: completion.text }),
        finish_reason: completion.finishReason,
        ...this.evidence(completion),
      })),
      usage: this.usage(completions),
      ...(tokenIds ? { prompt_token_ids: promptTokenIds } : {}),
    };
  }

  streamText(index: number, piece: string): void {
    const content =
      this.options.form === "chat" ? { delta: { role: "assistant", content: piece } } : { text: piece };
    this.send({ choices: [{ index, ...content, finish_reason: null, logprobs: null }] });
  }

  streamEnd(index: number, completion: Completion): void {
    const content = this.options.form === "chat" ? { delta: {} } : { text: "" };
    this.send({
      choices: [{ index, ...content, finish_reason: completion.finishReason, ...this.evidence(completion) }],
    });
  }

  finishStream(completions: readonly Completion[]): void {
    if (this.options.usageInStream) this.send({ choices: [], usage: this.usage(completions) });
    this.options.response.end("data: [DONE]\n\n");
  }

  private send(fields: object): void {
    const { response, form, id, model } = this.options;
    if (response.destroyed) return;
    if (!response.headersSent) {
      response.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
      });
    }
    const object = form === "chat" ? "chat.completion.chunk" : "text_completion";
    const chunk = { id, object, created: this.created, model, ...fields };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  private evidence({ tokenIds, logprobs }: Completion): object {
    const tokens = () =>
      tokenIds.map((id) => this.options.tokenizer.decode([id], { skipSpecialTokens: false }));
    const chat = () =>
      tokens().map((token, i) => ({
        token,
        logprob: logprobs[i],
        bytes: [...Buffer.from(token)],
        top_logprobs: [],
      }));
    const shown =
      this.options.form === "chat" ? { content: chat() } : { tokens: tokens(), token_logprobs: logprobs };
    return {
      logprobs: this.options.logprobs ? shown : null,
      ...(this.options.tokenIds ? { token_ids: tokenIds } : {}),
    };
  }

  private usage(completions: readonly Completion[]): object {
    const promptTokens = this.options.promptTokenIds.length;
    const completionTokens = completions.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    return {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    };
  }
}
