import { z } from "zod";

/** What 1, 2, 3, 4 and 5 mean; a text may be empty where the ends say enough. */
const anchorsSchema = z.array(z.string().trim().max(300)).length(5);

/** One thing that annotators score 1–5. `key` is stored with every score: a renamed label keeps its past. */
export const rubricDimensionSchema = z.strictObject({
  key: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,63}$/,
      "a key is lower-case letters, digits and hyphens, at most 64 characters",
    ),
  labelEn: z.string().trim().min(1).max(60),
  labelZh: z.string().trim().min(1).max(60),
  anchorsEn: anchorsSchema,
  anchorsZh: anchorsSchema,
});
export type RubricDimension = z.infer<typeof rubricDimensionSchema>;

export const rubricSchema = z
  .array(rubricDimensionSchema)
  .min(1, "a rubric needs at least one dimension")
  .max(8)
  .refine(
    (rubric) => new Set(rubric.map((dimension) => dimension.key)).size === rubric.length,
    "two dimensions of a rubric must not share a key",
  );
export type Rubric = z.infer<typeof rubricSchema>;
