import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts/message";

/** Equal for equal conversations, whatever file they come from; white space at a message's ends does not count. */
export function promptKey(messages: readonly Message[]): string {
  const canonical = messages.map(({ role, content }) => [role, content.trim()]);
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex").slice(0, 32);
}
