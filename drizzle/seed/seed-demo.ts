/**
 * Opens the demo project, once, and gives it its first policy as soon as there is one:
 * `node --import tsx drizzle/seed/seed-demo.ts [DIRECTORY NAME]`, DIRECTORY being a model's under models/ of the data
 * directory. Needs DATABASE_URL, and PLAUDIT_DATA_DIR with a policy. Running it again changes nothing.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { openDatabase, type Database } from "@/drizzle/client";
import { registerImportedModel } from "@/drizzle/model-versions/register-imported-model";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { projects } from "@/drizzle/schema/projects";
import { DEFAULT_GUIDELINES, DEFAULT_RUBRIC } from "@/drizzle/seed/default-rubric";
import { DEMO_PROMPTS } from "@/drizzle/seed/demo/demo-prompts";
import { insertFirstRound } from "@/drizzle/seed/demo/insert-first-round";
import { AppError } from "@/lib/errors";

const SEED_LOCK = 7_301_003;

const DEMO_PROJECT = {
  name: "Demo · 演示",
  description:
    "Short answers to everyday questions: rate them, train a reward model on what you prefer, improve the policy. " +
    "对日常问题的简短回答:评分、训练奖励模型、改进策略。",
};

/** What every model directory says of itself. */
const identitySchema = z.object({
  tokenizerHash: z.string(),
  contentHash: z.string(),
  source: z.unknown().optional(),
});

export interface DemoPolicy {
  /** One path segment under models/. */
  directory: string;
  name: string;
  tokenizerHash: string;
  contentHash: string;
  report?: Record<string, unknown>;
}

export async function seedDemo(db: Database, policy: DemoPolicy | null): Promise<{ projectId: string }> {
  return db.transaction(async (tx) => {
    // two starts at once must not open two demos
    await tx.execute(sql`select pg_advisory_xact_lock(${SEED_LOCK})`);
    const [known] = await tx.select({ id: projects.id }).from(projects).where(eq(projects.isDemo, true));
    let projectId = known?.id;
    if (projectId === undefined) {
      const [project] = await tx
        .insert(projects)
        .values({ ...DEMO_PROJECT, rubric: DEFAULT_RUBRIC, guidelines: DEFAULT_GUIDELINES, isDemo: true })
        .returning({ id: projects.id });
      if (!project) throw new AppError("INTERNAL", "the demo project was not stored");
      projectId = project.id;
      await insertPrompts(tx, { projectId, prompts: DEMO_PROMPTS });
      await insertFirstRound(tx, projectId);
    }
    if (policy) await registerImportedModel(tx, { ...policy, projectId, kind: "policy" });
    return { projectId };
  });
}

async function readPolicy(directory: string, name: string): Promise<DemoPolicy> {
  const modelDirectory = path.resolve(process.env.PLAUDIT_DATA_DIR || ".data", "models", directory);
  const text = await readFile(path.join(modelDirectory, "plaudit.json"), "utf8");
  const { tokenizerHash, contentHash, source } = identitySchema.parse(JSON.parse(text));
  return { directory, name, tokenizerHash, contentHash, report: { source } };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error("DATABASE_URL is not set: give the address of the database of the demo");
    process.exit(1);
  }
  const [directory, name] = process.argv.slice(2);
  const { db, close } = openDatabase(url, { maxConnections: 1 });
  try {
    await seedDemo(db, directory ? await readPolicy(directory, name ?? directory) : null);
  } finally {
    await close();
  }
}
