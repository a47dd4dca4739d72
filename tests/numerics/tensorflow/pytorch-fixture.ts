import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const named = z.object({ matrix: z.array(z.array(z.number())), bias: z.array(z.number()) });

const schema = z.object({
  adamw: z.object({
    settings: z.object({
      learningRate: z.number(),
      beta1: z.number(),
      beta2: z.number(),
      epsilon: z.number(),
      weightDecay: z.number(),
    }),
    start: named,
    gradients: z.array(named),
    after: z.array(named),
  }),
  sequences: z.array(z.array(z.int())),
  gradients: z.record(
    z.string(),
    z.object({
      loss: z.number(),
      gradientNorm: z.number(),
      parameters: z.record(
        z.string(),
        z.object({ norm: z.number(), first: z.array(z.number()), last: z.array(z.number()) }),
      ),
    }),
  ),
});

/** Numbers of PyTorch; tests/fixtures/tensorflow/make-fixtures.py makes them. */
export function pytorchFixture(): z.infer<typeof schema> {
  const file = path.resolve(import.meta.dirname, "../../fixtures/tensorflow/pytorch.json");
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
