// Tokens per second of the generator at batch sizes 1, 8 and 16, prompts read included, and the memory it takes.
//   node --import tsx tests/bench/sampling.ts MODEL_DIRECTORY [new tokens] [threads] [context tokens]
// With PLAUDIT_BENCH_PYTHON (a Python that has torch and transformers) also transformers' generate, and the ratio.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Generator } from "@/lm/inference/generator";

const [directory = "", newTokensText = "64", threadsText = "2", contextText = "40"] = process.argv.slice(2);
const newTokens = Number(newTokensText);
const threads = Number(threadsText);
const context = Number(contextText);
const BATCHES = [1, 8, 16];
/** The best of so many: other programs only ever make it slower. */
const REPEATS = 3;

const promptOf = (row: number) => Array.from({ length: context }, (_, t) => 20 + ((31 * t + 7 * row) % 900));

/** Resident memory now and at its highest, MiB. */
function memory(): string {
  const status = readFileSync("/proc/self/status", "utf8");
  const of = (key: string) => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return `${of("VmRSS")} MiB resident (${of("RssAnon")} of its own), ${of("VmHWM")} at most`;
}

async function measure(generator: Generator, batch: number): Promise<number> {
  let best = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: batch }, (_, row) =>
        generator.submit({
          promptTokenIds: promptOf(row),
          endTokenIds: [],
          seed: row,
          parameters: { temperature: 1, topK: 0, topP: 1, maxNewTokens: newTokens, stop: [], seed: 0 },
        }),
      ),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    best = Math.max(best, (batch * newTokens) / seconds);
  }
  return best;
}

const TRANSFORMERS = `
import sys, time, json, torch
from transformers import AutoModelForCausalLM
directory, new, threads, context, repeats = sys.argv[1], *map(int, sys.argv[2:6])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(directory, torch_dtype=torch.float32).eval()
found = {}
for batch in map(int, sys.argv[6:]):
    ids = torch.tensor([[20 + (31 * t + 7 * row) % 900 for t in range(context)] for row in range(batch)])
    best = 0
    for _ in range(repeats):
        started = time.time()
        with torch.no_grad():
            model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=True, top_k=0,
                           max_new_tokens=new, min_new_tokens=new, pad_token_id=0)
        best = max(best, batch * new / (time.time() - started))
    found[batch] = best
print(json.dumps(found))
`;

function measureTransformers(python: string): Record<string, number> {
  const numbers = [newTokens, threads, context, REPEATS, ...BATCHES].map(String);
  const output = execFileSync(python, ["-c", TRANSFORMERS, directory, ...numbers], { encoding: "utf8" });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "{}") as Record<string, number>;
}

const startedAt = performance.now();
const generator = await Generator.load(directory, { threads });
console.log(`loaded in ${((performance.now() - startedAt) / 1000).toFixed(1)} s: ${memory()}`);
const python = process.env.PLAUDIT_BENCH_PYTHON;
const ours = new Map<number, number>();
for (const batch of BATCHES) {
  ours.set(batch, await measure(generator, batch));
  console.log(`batch ${batch}: ${ours.get(batch)?.toFixed(1)} tokens/s`);
}
console.log(memory());
await generator.dispose();
console.log(`released: ${memory()}`);
if (python) {
  for (const [batch, speed] of Object.entries(measureTransformers(python))) {
    const ratio = (ours.get(Number(batch)) ?? NaN) / speed;
    console.log(
      `transformers, batch ${batch}: ${speed.toFixed(1)} tokens/s; ours is ${ratio.toFixed(2)} times that`,
    );
  }
}
