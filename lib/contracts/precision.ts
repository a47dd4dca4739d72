import { z } from "zod";

/** Type of the matrix products; parameters, moments and losses are always float32. */
export const precisionSchema = z.enum(["float32", "bfloat16"]);
export type Precision = z.infer<typeof precisionSchema>;
