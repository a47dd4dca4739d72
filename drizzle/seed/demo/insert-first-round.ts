import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Transaction } from "@/drizzle/client";
import { insertPrompts } from "@/drizzle/prompts/insert-prompts";
import { storeImportedResponses } from "@/drizzle/rounds/store-imported-responses";
import { judgments, judgmentScores } from "@/drizzle/schema/judgments";
import { projectMembers } from "@/drizzle/schema/projects";
import { responses } from "@/drizzle/schema/responses";
import { roundItems, rounds } from "@/drizzle/schema/rounds";
import { users } from "@/drizzle/schema/users";
import { ARTICLE_EXAMPLES, type ArticleExample } from "@/drizzle/seed/demo/article-examples";
import { STARTER_ITEMS } from "@/drizzle/seed/demo/starter-items";
import { samplingParametersSchema } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";

/** Nobody signs in to it: it stands for the people whose feedback the article prints. */
const ARTICLE_USER = { email: "article@plaudit.invalid", name: "Article (worked examples)" };
const ARTICLE_SOURCE = "article";

/**
 * The demo's first round, whose responses no model wrote: the article's examples, judged as the article's people did
 * (imported_from = 'article': human feedback, given elsewhere), and open items to begin with.
 */
export async function insertFirstRound(tx: Transaction, projectId: string): Promise<void> {
  const items = [
    ...ARTICLE_EXAMPLES.map((example) => ({ ...example, source: ARTICLE_SOURCE, tags: ["article"] })),
    ...STARTER_ITEMS.map((item) => ({ ...item, source: "demo", tags: ["starter"] })),
  ];
  const { ids } = await insertPrompts(tx, {
    projectId,
    prompts: items.map(({ prompt, tags }) => ({
      messages: [{ role: "user", content: prompt }],
      tags,
      askPolicy: false,
    })),
  });
  const [round] = await tx
    .insert(rounds)
    .values({
      projectId,
      number: 1,
      name: "Worked examples · 示例",
      status: "open",
      responsesPerPrompt: 0,
      sampling: samplingParametersSchema.parse({}),
      overlap: 1,
      openedAt: new Date(),
    })
    .returning();
  if (!round) throw new AppError("INTERNAL", "the demo's round was not stored");
  const articleUserId = await insertArticleUser(tx, projectId);
  for (const [position, item] of items.entries()) {
    const [row] = await tx
      .insert(roundItems)
      .values({ projectId, roundId: round.id, promptId: ids[position] as string, position })
      .returning();
    if (!row) throw new AppError("INTERNAL", "an item of the demo was not stored");
    await storeImportedResponses(tx, {
      sourceLabel: item.source,
      items: [{ roundItemId: row.id, texts: item.responses }],
    });
    const example = ARTICLE_EXAMPLES[position];
    if (example) await insertArticleJudgment(tx, { projectId, roundItemId: row.id, articleUserId, example });
  }
}

async function insertArticleUser(tx: Transaction, projectId: string): Promise<string> {
  await tx
    .insert(users)
    .values({ ...ARTICLE_USER, role: "annotator", locale: "zh" })
    .onConflictDoNothing({ target: users.email });
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.email, ARTICLE_USER.email));
  if (!user) throw new AppError("INTERNAL", "the article's account was not stored");
  await tx.insert(projectMembers).values({ projectId, userId: user.id });
  return user.id;
}

async function insertArticleJudgment(
  tx: Transaction,
  {
    projectId,
    roundItemId,
    articleUserId,
    example,
  }: { projectId: string; roundItemId: string; articleUserId: string; example: ArticleExample },
): Promise<void> {
  const stored = await tx
    .select({ id: responses.id, text: responses.text })
    .from(responses)
    .where(eq(responses.roundItemId, roundItemId));
  const ids = example.responses.map((text) => stored.find((response) => response.text === text)?.id ?? "");
  const idAt = (position: number) => ids[position] as string;
  const [judgment] = await tx
    .insert(judgments)
    .values({
      projectId,
      roundItemId,
      userId: articleUserId,
      idempotencyKey: randomUUID(),
      ranking: example.ranking.map((position) => [idAt(position)]),
      displayOrder: ids,
      activeSeconds: 0,
      shownAt: new Date(),
      guidelinesVersion: 1,
      counted: true,
      importedFrom: ARTICLE_SOURCE,
    })
    .returning();
  if (!judgment) throw new AppError("INTERNAL", "a judgment of the demo was not stored");
  await tx.insert(judgmentScores).values(
    example.scores.map(({ response, ...score }) => ({
      ...score,
      judgmentId: judgment.id,
      roundItemId,
      responseId: idAt(response),
    })),
  );
  await tx.update(roundItems).set({ status: "judged" }).where(eq(roundItems.id, roundItemId));
}
