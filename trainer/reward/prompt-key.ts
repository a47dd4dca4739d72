import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts/message";
import type { PreferenceRecord } from "@/lib/contracts/preference-data";

/** Equal for equal conversations, whatever file they come from; white space at a message's ends does not count. */
export function promptKey(messages: readonly Message[]): string {
  return hashOf(canonical(messages));
}

/**
 * The key of an entry that brings none: its prompt's. Entries without a prompt have nothing in common but that, so each
 * is known by what it compares.
 */
export function recordKey({ messages, responses }: Pick<PreferenceRecord, "messages" | "responses">): string {
  if (hasPrompt(messages)) return promptKey(messages);
  return hashOf([canonical(messages), responses.map(({ text }) => text.trim())]);
}

/** Whether anything was said before the responses, a system message aside. */
export function hasPrompt(messages: readonly Message[]): boolean {
  return messages.some(({ role, content }) => role !== "system" && content.trim() !== "");
}

function canonical(messages: readonly Message[]): unknown {
  return messages.map(({ role, content }) => [role, content.trim()]);
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 32);
}
