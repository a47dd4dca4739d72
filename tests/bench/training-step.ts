// One training step of a causal model: forward, backward, clip, AdamW, on random tokens.
//   node --import tsx tests/bench/training-step.ts MODEL_DIRECTORY [float32|bfloat16] [rows] [tokens] [steps]
// Beside it: what share of the products' peak, measured in the same run, that is. With PLAUDIT_BENCH_PYTHON (a Python
// that has torch and transformers) also PyTorch's float32 step, before and after, and the ratio.
import { execFileSync } from "node:child_process";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { precisionSchema } from "@/lib/contracts/precision";
import { Rng } from "@/lib/rng";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { hiddenAt, hiddenStates, logitsOf, type LanguageModel } from "@/trainer/tensorflow/language-model";
import { matMul2d } from "@/trainer/tensorflow/kernels";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { initAdamW, updateAdamW } from "@/trainer/tensorflow/optimisers/adamw";
import { clipGradientNorm, disposeGradients } from "@/trainer/tensorflow/optimisers/clip-gradient-norm";
import { ParameterStore } from "@/trainer/tensorflow/parameters";
import { padTokens } from "@/trainer/tensorflow/token-batch";
import { crossEntropy } from "@/trainer/tensorflow/token-logprobs";
import { valueAndGradients } from "@/trainer/tensorflow/value-and-gradients";

const [directory = "", precisionName = "float32", rows = "8", tokens = "100", steps = "3"] =
  process.argv.slice(2);
const precision = precisionSchema.parse(precisionName);
const [batchRows, time] = [Number(rows), Number(tokens)];

const ofPeer: number[] = [];
askPeer();

const runtime = await loadTensorflow({ log: console.error });
const { architecture, config, weights, parameters: specs } = openModelDirectory(directory);
const parameters = ParameterStore.fromWeights(weights, specs);
weights.close();
const model: LanguageModel = { architecture, config, parameters, precision };
const variables = parameters.entries();
const optimiser = initAdamW(variables);
const rng = Rng.fromSeed(1);

console.log(`TensorFlow ${runtime.version} (${runtime.tier}), ${runtime.threads} threads, ${precision}`);
console.log(`${(parameters.count() / 1e6).toFixed(1)} M parameters, ${batchRows} × ${time} tokens`);
const totals = { gradients: 0, clip: 0, update: 0 };
for (let step = 0; step <= Number(steps); step++) {
  const sequences = Array.from({ length: batchRows }, () =>
    Array.from({ length: time + 1 }, () => rng.integer(config.vocabularySize)),
  );
  const batch = padTokens(
    sequences.map((sequence) => sequence.slice(0, time)),
    { padTokenId: 0 },
  );
  const targets = sequences.flatMap((sequence) => sequence.slice(1));
  const loss = () => {
    const cells = tf.range(0, batchRows * time, 1, "int32");
    const logits = logitsOf(model, hiddenAt(hiddenStates(model, batch), cells));
    const ones = tf.ones([targets.length]) as tf.Tensor1D;
    return crossEntropy(logits, tf.tensor1d(targets, "int32"), ones, targets.length);
  };
  const timing = { gradients: 0, clip: 0, update: 0 };
  const timed = <T>(name: keyof typeof timing, work: () => T): T => {
    const start = performance.now();
    const result = work();
    timing[name] = performance.now() - start;
    return result;
  };
  const processorStart = process.cpuUsage();
  const { value, gradients } = timed("gradients", () => valueAndGradients(loss, variables));
  const norm = timed("clip", () => clipGradientNorm(gradients, 1));
  timed("update", () => updateAdamW(optimiser, variables, gradients, 1e-5, { weightDecay: 0.01 }));
  disposeGradients(gradients);
  const { user, system } = process.cpuUsage(processorStart);
  const parts = Object.entries(timing).map(([name, ms]) => `${name} ${ms.toFixed(0)}`);
  const memory = `${(process.memoryUsage().rss / 1e9).toFixed(2)} GB`;
  const name = step === 0 ? "warm-up" : `step ${step}`;
  console.log(
    `${name}: loss ${value.dataSync()[0]?.toFixed(4)}, norm ${norm.toFixed(2)}, ${parts.join(", ")} ms, processor ${((user + system) / 1e3).toFixed(0)} ms (${(system / 1e3).toFixed(0)} system), ${memory}`,
  );
  value.dispose();
  if (step > 0)
    for (const key of ["gradients", "clip", "update"] as const) totals[key] += timing[key] / Number(steps);
}
const sum = totals.gradients + totals.clip + totals.update;
const peak = process.resourceUsage().maxRSS / 1e6;
console.log(
  `mean: ${sum.toFixed(0)} ms a step (forward + backward ${totals.gradients.toFixed(0)}, clip ${totals.clip.toFixed(0)}, ` +
    `AdamW ${totals.update.toFixed(0)}), ${((batchRows * time * 1000) / sum).toFixed(0)} tokens/s, peak ${peak.toFixed(2)} GB`,
);

const gflops = measurePeak();
const attention = 12 * config.layers * config.hiddenSize * time;
const work = batchRows * time * (6 * parameters.count() + attention);
console.log(
  `products at their best: ${gflops.toFixed(0)} GFLOPS; the step: ${(work / sum / 1e6).toFixed(0)} GFLOPS, ` +
    `${((100 * work) / sum / 1e6 / gflops).toFixed(0)} % of it`,
);
askPeer();
if (ofPeer.length > 0) {
  const theirs = ofPeer.reduce((total, seconds) => total + seconds, 0) / ofPeer.length;
  console.log(
    `PyTorch float32: ${(theirs * 1000).toFixed(0)} ms a step; ours is ${((theirs * 1000) / sum).toFixed(2)} × as fast`,
  );
}

/** GFLOPS of the fastest of some products as large as the model's own. */
function measurePeak(): number {
  const [m, k, n] = [800, 1536, 576];
  const [a, b] = [tf.randomNormal([m, k]), tf.randomNormal([k, n])];
  let fastest = Infinity;
  for (let i = 0; i < 40; i++) {
    const start = performance.now();
    matMul2d(a, b, false, false).dispose();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return (2 * m * k * n) / fastest / 1e6;
}

function askPeer(): void {
  const python = process.env.PLAUDIT_BENCH_PYTHON;
  if (!python) return;
  const script = path.join(import.meta.dirname, "peers/torch-training-step.py");
  const output = execFileSync(python, [script, directory, rows, tokens, steps, "2"], { encoding: "utf8" });
  const found = JSON.parse(output) as { seconds: number[]; peakBytes: number; gflops: number };
  ofPeer.push(...found.seconds);
  const each = found.seconds.map((seconds) => `${(seconds * 1000).toFixed(0)} ms`).join(", ");
  const memory = `${(found.peakBytes / 1e9).toFixed(1)} GB`;
  console.log(`PyTorch: ${each} a step, ${memory} at most, products ${found.gflops.toFixed(0)} GFLOPS`);
}
