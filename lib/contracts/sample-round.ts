import { z } from "zod";

/** Payload of the sample-round job. Everything else (policy version, k, parameters) stands in the round's row. */
export const sampleRoundConfigSchema = z.strictObject({ roundId: z.uuid() });
export type SampleRoundConfig = z.infer<typeof sampleRoundConfigSchema>;
