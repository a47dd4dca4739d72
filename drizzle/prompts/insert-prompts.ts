import { createHash } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import { prompts } from "@/drizzle/schema/prompts";
import { chunksOf } from "@/lib/chunks-of";
import type { Conversation } from "@/lib/contracts/message";

export interface NewPrompt {
  messages: Conversation;
  tags?: readonly string[];
  /** False for prompts that only carry responses from elsewhere. */
  askPolicy?: boolean;
}

export interface InsertedPrompts {
  /** Of every given prompt, in order: the row's id, also where it was there before. */
  ids: string[];
  added: number;
  /** Prompts that the project had, or that were given twice. */
  duplicates: number;
}

/** Rows of one statement; Postgres takes 65 535 parameters. */
const CHUNK = 2_000;

/** Adds prompts to a project; equal conversations are one prompt. */
export async function insertPrompts(
  tx: DatabaseOrTransaction,
  { projectId, prompts: given }: { projectId: string; prompts: readonly NewPrompt[] },
): Promise<InsertedPrompts> {
  const hashes = given.map(({ messages }) => hashPrompt(messages));
  const firstOfHash = new Map<string, NewPrompt>();
  given.forEach((prompt, i) => {
    const hash = hashes[i] as string;
    if (!firstOfHash.has(hash)) firstOfHash.set(hash, prompt);
  });

  let added = 0;
  const idOfHash = new Map<string, string>();
  for (const chunk of chunksOf([...firstOfHash], CHUNK)) {
    const inserted = await tx
      .insert(prompts)
      .values(
        chunk.map(([contentHash, { messages, tags = [], askPolicy = true }]) => ({
          projectId,
          messages: messages.map(withoutNul),
          language: guessLanguage(messages),
          tags: [...tags],
          contentHash,
          askPolicy,
        })),
      )
      .onConflictDoNothing({ target: [prompts.projectId, prompts.contentHash] })
      .returning({ id: prompts.id });
    added += inserted.length;
    const known = await tx
      .select({ id: prompts.id, contentHash: prompts.contentHash })
      .from(prompts)
      .where(
        and(
          eq(prompts.projectId, projectId),
          inArray(
            prompts.contentHash,
            chunk.map(([hash]) => hash),
          ),
        ),
      );
    for (const row of known) idOfHash.set(row.contentHash, row.id);
  }
  return {
    ids: hashes.map((hash) => idOfHash.get(hash) as string),
    added,
    duplicates: given.length - added,
  };
}

/** SHA-256 of the canonical messages; white space at the ends does not make another prompt. */
export function hashPrompt(messages: Conversation): string {
  const canonical = messages.map(({ role, content }) => [role, content.replaceAll("\0", "").trim()]);
  return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}

/** By script alone: zh where a fifth of the letters are Han, en where nearly all others are ASCII, und otherwise. */
export function guessLanguage(messages: Conversation): string {
  const text = messages
    .filter((message) => message.role !== "system")
    .map((message) => message.content)
    .join(" ");
  const letters = text.match(/\p{L}/gu) ?? [];
  const others = letters.filter((letter) => !/\p{Script=Han}/u.test(letter));
  if (letters.length === 0) return "und";
  if (letters.length - others.length >= 0.2 * letters.length) return "zh";
  return others.filter((letter) => /[A-Za-z]/.test(letter)).length >= 0.97 * others.length ? "en" : "und";
}

function withoutNul<M extends { content: string }>(message: M): M {
  return { ...message, content: message.content.replaceAll("\0", "") };
}
