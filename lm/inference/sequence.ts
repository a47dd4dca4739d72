import type { Completion, FinishReason, SamplingParameters } from "@/lib/contracts/sampling";
import { Rng } from "@/lib/rng";
import { drawToken } from "@/lm/inference/draw-token";
import { TextStream, type TokenDecoder } from "@/lm/inference/text-stream";

export interface GenerationRequest {
  promptTokenIds: readonly number[];
  parameters: SamplingParameters;
  /** Instead of the parameters' seed: for several completions of one prompt. */
  seed?: number;
  /** Instead of the model's own: tokens that end the completion. */
  endTokenIds?: readonly number[];
  onToken?(token: { tokenId: number; logprob: number }): void;
  /** A piece of text that is certain; the pieces add up to the completion's text. */
  onText?(piece: string): void;
  /** Aborting ends the completion with what there is, as "cancelled". */
  signal?: AbortSignal;
}

/** One completion in the making. */
export class Sequence {
  readonly tokenIds: number[] = [];
  private readonly logprobs: number[] = [];
  private readonly rng: Rng;
  private readonly text: TextStream | undefined;
  private finishReason: FinishReason | undefined;
  private settled = false;

  constructor(
    readonly request: GenerationRequest,
    private readonly limits: {
      maxNewTokens: number;
      endTokenIds: ReadonlySet<number>;
      decoder?: TokenDecoder;
    },
    private readonly settle: { resolve(completion: Completion): void; reject(error: unknown): void },
  ) {
    this.rng = Rng.fromSeed(request.seed ?? request.parameters.seed);
    if (limits.decoder) this.text = new TextStream(limits.decoder, request.parameters.stop);
  }

  get temperature(): number {
    return this.request.parameters.temperature;
  }

  /** Tokens that it can come to hold, prompt included. */
  get longestLength(): number {
    return this.request.promptTokenIds.length + this.limits.maxNewTokens;
  }

  /** Tokens whose keys and values the cache holds while the last drawn one has not been read yet. */
  get cachedLength(): number {
    return this.request.promptTokenIds.length + this.tokenIds.length - 1;
  }

  get lastTokenId(): number {
    return this.tokenIds.at(-1) ?? 0;
  }

  get finished(): boolean {
    return this.finishReason !== undefined || this.settled;
  }

  /** Draws the next token from its distribution, and ends the completion where that token does. */
  draw(probabilities: Float32Array): void {
    const { parameters } = this.request;
    const { tokenId, logprob } = drawToken(
      probabilities,
      { greedy: parameters.temperature === 0, topK: parameters.topK, topP: parameters.topP },
      this.rng.uniform(),
    );
    this.tokenIds.push(tokenId);
    this.logprobs.push(logprob);
    this.tell(() => this.request.onToken?.({ tokenId, logprob }));
    if (this.limits.endTokenIds.has(tokenId)) {
      this.finishReason = "stop";
      return;
    }
    this.give(this.text?.push(tokenId) ?? "");
    if (this.text?.stopped) this.finishReason = "stop";
    else if (this.tokenIds.length >= this.limits.maxNewTokens) this.finishReason = "length";
  }

  /** Hands the completion to whoever waits for it: as cancelled, if it has not ended by itself. */
  complete(): void {
    if (this.settled) return;
    this.give(this.text?.finish() ?? "");
    if (this.settled) return;
    this.settled = true;
    this.settle.resolve({
      text: this.text?.text ?? "",
      tokenIds: this.tokenIds,
      logprobs: this.logprobs,
      finishReason: this.finishReason ?? "cancelled",
    });
  }

  fail(error: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.settle.reject(error);
  }

  private give(piece: string): void {
    if (piece !== "") this.tell(() => this.request.onText?.(piece));
  }

  /** A listener that throws ends its own sequence, not everyone's. */
  private tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.fail(error);
    }
  }
}
