import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { eq } from "drizzle-orm";
import { openDatabase, type Database } from "@/drizzle/client";
import { registerImportedModel } from "@/drizzle/model-versions/register-imported-model";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import type { ModelVersion } from "@/drizzle/schema/model-versions";
import { projectMembers } from "@/drizzle/schema/projects";
import { rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import type { JudgmentSubmission } from "@/lib/contracts/judgment";
import { createCaller } from "@/server/api/root";
import type { RequestContext } from "@/server/api/trpc";
import type { Actor } from "@/server/auth/actor";
import { PostgresJobEvents } from "@/server/live/job-events";
import { createImportedRound } from "@/server/services/round/create-imported-round";
import { createTestDatabase } from "@/tests/support/postgres";

export type Caller = ReturnType<typeof createCaller>;
export type ClaimedItem = NonNullable<Awaited<ReturnType<Caller["annotate"]["claimNext"]>>>;

export interface Installation {
  db: Database;
  databaseUrl: string;
  dataDirectory: string;
  admin: Actor;
  /** The procedures as this actor, or as nobody, calls them. */
  callerOf(actor: Actor | null): Caller;
  contextOf(actor: Actor | null): RequestContext;
  addProject(options?: { name?: string }): Promise<string>;
  addAnnotator(projectId?: string, options?: { isSynthetic?: boolean; locale?: string }): Promise<Actor>;
  addPolicy(projectId: string, name?: string): Promise<ModelVersion>;
  /** An open round whose items have imported responses. */
  addOpenRound(
    projectId: string,
    options: { items: number; responses?: number; overlap?: number },
  ): Promise<string>;
  close(): Promise<void>;
}

/** An installation of a test file's own: a database, a data directory and an admin. */
export async function openInstallation({ maxConnections = 30 } = {}): Promise<Installation> {
  const database = await createTestDatabase();
  const client = openDatabase(database.url, { maxConnections });
  const { db } = client;
  const dataDirectory = await mkdtemp(path.join(os.tmpdir(), "plaudit-test-"));
  const jobEvents = new PostgresJobEvents(database.url);

  const addUser = async (role: Actor["role"], isSynthetic = false, locale = "en"): Promise<Actor> => {
    const id = randomUUID();
    const values = { id, email: `${id}@example.org`, name: `${role} ${id.slice(0, 4)}`, role, locale };
    await db.insert(users).values({ ...values, isSynthetic });
    return values;
  };
  const admin = await addUser("admin");
  const contextOf = (actor: Actor | null): RequestContext => ({
    db,
    actor,
    reloadActor: () => reloadActor(db, actor),
    origin: "http://plaudit.test",
    dataDirectory,
    jobEvents,
    sampler: null,
  });
  const callerOf = (actor: Actor | null) => createCaller(contextOf(actor));

  return {
    db,
    databaseUrl: database.url,
    dataDirectory,
    admin,
    callerOf,
    contextOf,
    async addProject({ name = "Project" } = {}) {
      return (await callerOf(admin).project.create({ name })).id;
    },
    async addAnnotator(projectId, { isSynthetic = false, locale = "en" } = {}) {
      const actor = await addUser("annotator", isSynthetic, locale);
      if (projectId !== undefined) await db.insert(projectMembers).values({ projectId, userId: actor.id });
      return actor;
    },
    async addPolicy(projectId, name = "base") {
      const directory = `model-${randomUUID()}`;
      const contentHash = "c".repeat(64);
      await writeModelFiles(path.join(dataDirectory, "models", directory), contentHash);
      return registerImportedModel(db, {
        projectId,
        kind: "policy",
        directory,
        name,
        tokenizerHash: "t".repeat(64),
        contentHash,
      });
    },
    async addOpenRound(projectId, { items, responses = 3, overlap = 1 }) {
      return db.transaction(async (tx) => {
        const { ids } = await insertPrompts(tx, {
          projectId,
          prompts: Array.from({ length: items }, (_, i) => ({
            messages: [{ role: "user" as const, content: `Question ${i} ${randomUUID()}` }],
          })),
        });
        const { roundId } = await createImportedRound(tx, {
          projectId,
          actorId: admin.id,
          sourceLabel: "test",
          overlap,
          items: ids.map((promptId) => ({
            promptId,
            texts: Array.from({ length: responses }, (_, i) => `answer ${"x".repeat(i)}`),
          })),
        });
        await tx.update(rounds).set({ status: "open" }).where(eq(rounds.id, roundId));
        return roundId;
      });
    },
    async close() {
      await client.close();
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function reloadActor(db: Database, actor: Actor | null): Promise<Actor | null> {
  if (!actor) return null;
  const { id, email, name, role, locale } = users;
  const [row] = await db.select({ id, email, name, role, locale }).from(users).where(eq(id, actor.id));
  return row ?? null;
}

/** The files of a model directory, as far as the server looks at them: weights of one float, nothing that runs. */
export async function writeModelFiles(directory: string, contentHash: string): Promise<void> {
  await mkdir(path.join(directory, "onnx"), { recursive: true });
  const header = JSON.stringify({ w: { dtype: "F32", shape: [1], data_offsets: [0, 4] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const weights = Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]);
  const files = {
    "plaudit.json": JSON.stringify({ contentHash }),
    "config.json": "{}",
    "tokenizer.json": "{}",
    "model.safetensors": weights,
    "onnx/model.onnx": "graph",
    "onnx/model.safetensors": weights,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(directory, name), content);
}

/** A complete judgment of a claimed item: the ranking is the order shown, scores fall from 5. */
export function completeJudgment(
  { claim, responses, rubric }: ClaimedItem,
  changes: Partial<JudgmentSubmission> = {},
): JudgmentSubmission {
  return {
    claimId: claim.id,
    idempotencyKey: randomUUID(),
    ranking: responses.map((response) => [response.id]),
    scores: responses.flatMap((response, i) =>
      rubric.map((dimension) => ({
        responseId: response.id,
        dimension: dimension.key,
        value: Math.max(1, 5 - i),
      })),
    ),
    activeSeconds: 12.5,
    shownAt: new Date().toISOString(),
    ...changes,
  };
}
