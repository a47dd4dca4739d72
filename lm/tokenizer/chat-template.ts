import { Template } from "@huggingface/jinja";
import { z } from "zod";
import type { Message } from "@/lib/contracts/message";
import { AppError } from "@/lib/errors";
import { keepTextBeforeLoopControls } from "@/lm/tokenizer/jinja-loop-controls";

keepTextBeforeLoopControls();

const namedTemplatesSchema = z.array(z.object({ name: z.string(), template: z.string() }));

/** A model's chat template (Jinja, as `transformers` renders it). */
export class ChatTemplate {
  readonly source: string;
  readonly #template: Template;
  readonly #specialTokens: Readonly<Record<string, string>>;

  /** @throws AppError MALFORMED_FILE */
  constructor(source: string, specialTokens: Readonly<Record<string, string>>) {
    this.source = source;
    this.#specialTokens = specialTokens;
    try {
      // Llama 3's template writes today's date where it is given a clock; the same messages must stay the same
      // tokens tomorrow, so it takes its fixed date instead.
      this.#template = new Template(source.replaceAll("strftime_now is defined", "false"));
    } catch (error) {
      throw new AppError("MALFORMED_FILE", `The chat template is not valid: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /** The conversation as text. @throws AppError INVALID_INPUT where the template refuses */
  render(messages: readonly Message[], options: { generationPrompt: boolean }): string {
    try {
      return this.#template.render({
        ...this.#specialTokens,
        messages: messages.map((message) => ({ ...message })),
        // as transformers gives them where there are none: some templates ask whether they are none, or defined
        tools: null,
        documents: null,
        add_generation_prompt: options.generationPrompt,
      });
    } catch (error) {
      throw new AppError(
        "INVALID_INPUT",
        `The model's chat template fails on these messages: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}

/** `chat_template` of tokenizer_config.json: a text, or several under names, of which "default" counts. */
export function chatTemplateSource(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const named = namedTemplatesSchema.safeParse(value);
  if (!named.success) return undefined;
  return (named.data.find((t) => t.name === "default") ?? named.data[0])?.template;
}
