import { z } from "zod";
import type { DeskItem } from "@/app/desk/desk-item";
import { messageSchema } from "@/lib/contracts/message";
import { rubricSchema } from "@/lib/contracts/rubric";

/** An item as it was judged, kept beside the judgment so that it can be shown again. */
export const keptItemSchema = z.object({
  claimId: z.uuid(),
  roundNumber: z.number(),
  roundName: z.string(),
  messages: z.array(messageSchema),
  responses: z.array(z.object({ id: z.uuid(), label: z.string(), text: z.string() })),
  rubric: rubricSchema,
  guidelines: z.string(),
  guidelinesVersion: z.number(),
});
export type KeptItem = z.infer<typeof keptItemSchema>;

export function keepItem({ draft: _draft, ...item }: DeskItem): KeptItem {
  return {
    ...item,
    messages: [...item.messages],
    responses: item.responses.map((response) => ({ ...response })),
  };
}
