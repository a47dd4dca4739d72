/** Turns token ids into text; special tokens give none. */
export interface TokenDecoder {
  decode(ids: readonly number[], options: { skipSpecialTokens: boolean }): string;
}

const REPLACEMENT = "\uFFFD";

/**
 * The text of a growing list of tokens, in pieces that never have to be taken back: a character whose bytes are spread
 * over several tokens waits until it is whole, and text that may be the beginning of a stop text waits until it is
 * known.
 */
export class TextStream {
  private readonly ids: number[] = [];
  /** Tokens before this one are decoded for good; those from it on give the context of the next. */
  private windowStart = 0;
  private windowEnd = 0;
  /** All decoded text, and how much of it was given out. */
  private decoded = "";
  private given = 0;
  private stoppedAt: number | undefined;

  constructor(
    private readonly decoder: TokenDecoder,
    private readonly stopTexts: readonly string[] = [],
  ) {}

  /** Whether a stop text appeared. Tokens after it are ignored. */
  get stopped(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** The whole text so far that was given out. */
  get text(): string {
    return this.decoded.slice(0, this.given);
  }

  /** Adds a token and returns the text that became certain, often "". */
  push(tokenId: number): string {
    if (this.stopped) return "";
    this.ids.push(tokenId);
    const before = this.decode(this.windowStart, this.windowEnd);
    const after = this.decode(this.windowStart, this.ids.length);
    if (after.endsWith(REPLACEMENT)) return "";
    this.windowStart = this.windowEnd;
    this.windowEnd = this.ids.length;
    return this.take(after.slice(before.length), false);
  }

  /** The rest, when no token follows: what waited for a stop text, and bytes that never became a character. */
  finish(): string {
    if (this.stopped) return "";
    const before = this.decode(this.windowStart, this.windowEnd);
    const after = this.decode(this.windowStart, this.ids.length);
    return this.take(after.slice(before.length), true);
  }

  private decode(from: number, to: number): string {
    return this.decoder.decode(this.ids.slice(from, to), { skipSpecialTokens: true });
  }

  private take(piece: string, last: boolean): string {
    const searchFrom = Math.max(0, this.decoded.length - longest(this.stopTexts) + 1);
    this.decoded += piece;
    const stop = this.stopTexts
      .map((text) => this.decoded.indexOf(text, searchFrom))
      .filter((place) => place >= 0)
      .reduce((first, place) => Math.min(first, place), Infinity);
    if (stop < Infinity) {
      this.stoppedAt = stop;
      this.decoded = this.decoded.slice(0, stop);
    }
    const certain = this.stopped || last ? this.decoded.length : this.decoded.length - this.heldBack();
    const delta = this.decoded.slice(this.given, certain);
    this.given = Math.max(this.given, certain);
    return delta;
  }

  /** Length of the longest end of the text that a stop text begins with. */
  private heldBack(): number {
    let most = 0;
    for (const stop of this.stopTexts) {
      for (let length = Math.min(stop.length - 1, this.decoded.length); length > most; length--) {
        if (this.decoded.endsWith(stop.slice(0, length))) {
          most = length;
          break;
        }
      }
    }
    return most;
  }
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
