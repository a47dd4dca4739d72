import { AppError } from "@/lib/errors";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";

/** @throws AppError UNSUPPORTED_FORMAT for encoders and reward models */
export function requireLanguageModel({ directory, head }: Pick<OpenModel, "directory" | "head">): void {
  if (head === "language-model") return;
  const what = head === "reward" ? "a reward model" : "an encoder";
  throw new AppError(
    "UNSUPPORTED_FORMAT",
    `${directory} is ${what}: it has no next-token logits and cannot write text.`,
  );
}
