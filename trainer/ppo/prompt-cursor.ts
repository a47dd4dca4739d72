import { Rng } from "@/lib/rng";

export interface PromptCursorState {
  order: number[];
  position: number;
  rng: number[];
}

/** Goes through all prompts in random order, then through all of them in another one. */
export class PromptCursor {
  private order: number[] = [];
  private position = 0;

  constructor(
    private readonly count: number,
    private rng: Rng,
  ) {
    if (count < 1) throw new RangeError("there must be at least one prompt");
  }

  /** Indexes of the next prompts; one comes twice only after every other has come. */
  next(howMany: number): number[] {
    return Array.from({ length: howMany }, () => {
      if (this.position === this.order.length) {
        this.order = this.rng.shuffled(Array.from({ length: this.count }, (_, i) => i));
        this.position = 0;
      }
      return this.order[this.position++] as number;
    });
  }

  get state(): PromptCursorState {
    return { order: [...this.order], position: this.position, rng: this.rng.state };
  }

  restore(state: PromptCursorState): void {
    this.order = [...state.order];
    this.position = state.position;
    this.rng = Rng.fromState(state.rng);
  }
}
