import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { modelVersions } from "@/drizzle/schema/model-versions";
import { conversationSchema } from "@/lib/contracts/message";
import { samplingParametersSchema, type FinishReason } from "@/lib/contracts/sampling";
import { AppError } from "@/lib/errors";
import { SamplerClient } from "@/lm/inference/client";
import { requireProjectAdmin } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/service-context";

/** A subscription's input travels in its address, which Node limits to 16 KiB with all other headers. */
const MAX_ENCODED_LENGTH = 12_000;

export const tryOutVersionInput = z.strictObject({
  versionId: z.uuid(),
  messages: conversationSchema.refine(
    (messages) => encodeURIComponent(JSON.stringify(messages)).length <= MAX_ENCODED_LENGTH,
    "this conversation is too long to try out here",
  ),
  parameters: samplingParametersSchema.default(() => samplingParametersSchema.parse({})),
});

export type TryOutEvent =
  { type: "text"; text: string } | { type: "end"; text: string; tokens: number; finishReason: FinishReason };

/** The answer of a policy version as it is written. Whoever stops listening stops the writing. Nothing is stored. */
export async function* tryOutVersion({
  db,
  actor,
  sampler,
  signal,
  versionId,
  messages,
  parameters,
}: ServiceContext & {
  sampler: { url: string; token: string } | null;
  signal: AbortSignal;
} & z.infer<typeof tryOutVersionInput>): AsyncGenerator<TryOutEvent> {
  const [version] = await db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, versionId), eq(modelVersions.kind, "policy")));
  if (!version) throw new AppError("NOT_FOUND", "there is no such policy version");
  await requireProjectAdmin(db, actor, version.projectId);
  if (!sampler) {
    throw new AppError("SAMPLER_UNAVAILABLE", "no sampler is configured: set SAMPLER_URL and SAMPLER_TOKEN", {
      details: { reason: "samplerNotConfigured" },
    });
  }
  const client = new SamplerClient(sampler);
  const answer = client.stream({ model: version.directory, messages, parameters, signal });
  for await (const event of answer) {
    if (event.type === "text") yield event;
    else {
      const { text, tokenIds, finishReason } = event.completion;
      yield { type: "end", text, tokens: tokenIds.length, finishReason };
    }
  }
}
