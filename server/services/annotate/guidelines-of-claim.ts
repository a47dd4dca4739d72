import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/drizzle/client";
import type { Claim } from "@/drizzle/schema/claims";
import { guidelineVersions } from "@/drizzle/schema/guideline-versions";
import type { Rubric } from "@/lib/contracts/rubric";
import { AppError } from "@/lib/errors";

/** What the annotator was given to judge by when the item was claimed, even if the project says something else now. */
export async function guidelinesOfClaim(
  db: DatabaseOrTransaction,
  { projectId, guidelinesVersion }: Claim,
): Promise<{ rubric: Rubric; guidelines: string; guidelinesVersion: number }> {
  const [shown] = await db
    .select({ rubric: guidelineVersions.rubric, guidelines: guidelineVersions.guidelines })
    .from(guidelineVersions)
    .where(and(eq(guidelineVersions.projectId, projectId), eq(guidelineVersions.version, guidelinesVersion)));
  if (!shown) throw new AppError("INTERNAL", "the guidelines of this claim are gone");
  return { ...shown, guidelinesVersion };
}
