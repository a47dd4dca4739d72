// Seconds of one PPO iteration, phase by phase, and the memory that it takes: every response has its full length.
//   node --import tsx tests/bench/ppo-iteration.ts MODEL_DIRECTORY [mode,mode …] [iterations]
// Modes: float32, checkpointing, lora, bfloat16, lora+bfloat16; each runs in a process of its own.
// With PLAUDIT_BENCH_PYTHON (a Python that has trl 0.19) also TRL's PPOTrainer, before and after, and the ratios.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { trainPolicyConfigSchema } from "@/lib/contracts/train-policy";
import { Rng } from "@/lib/rng";
import { listParameters, listProjections } from "@/lm/architecture/list-parameters";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";
import { LanguageModelEnvironment } from "@/trainer/ppo/language-model-environment";
import { LanguageModelPolicy } from "@/trainer/ppo/language-model-policy";
import type { PolicyPrompt } from "@/trainer/ppo/language-rollout";
import { PPOTrainer } from "@/trainer/ppo/ppo-trainer";
import { RewardModel } from "@/trainer/reward/reward-model";
import type { LanguageModel } from "@/trainer/tensorflow/language-model";
import { loadTensorflow } from "@/trainer/tensorflow/load-tensorflow";
import { LowRankAdapters } from "@/trainer/tensorflow/low-rank-adapters";
import { ParameterStore } from "@/trainer/tensorflow/parameters";

const PROMPTS = 8;
const PROMPT_TOKENS = 37;
const NEW_TOKENS = 64;
const EPOCHS = 4;
const LORA_RANK = 16;
const UNSCALED = { scoreMean: 0, scoreStd: 1, unkRate: 0 };

interface Measured {
  seconds: number[];
  peakBytes: number;
}

const [directory = "", modes = "float32", iterationsText = "2", role] = process.argv.slice(2);
const iterations = Number(iterationsText);

if (role === "child") console.log(JSON.stringify(await measure(modes)));
else compare(modes.split(","));

function compare(list: readonly string[]): void {
  const ofPeers: Measured[] = [];
  const askPeer = () => {
    const python = process.env.PLAUDIT_BENCH_PYTHON;
    if (!python) return;
    const script = path.join(import.meta.dirname, "peers/trl-ppo.py");
    const sizes = [PROMPTS, PROMPT_TOKENS, NEW_TOKENS, EPOCHS, iterations, 2].map(String);
    ofPeers.push(lastLine(execFileSync(python, [script, directory, ...sizes], { encoding: "utf8" })));
    report("TRL", ofPeers.at(-1));
  };
  askPeer();
  const ours = list.map((mode) => {
    const program = fileURLToPath(import.meta.url);
    const args = ["--import", "tsx", program, directory, mode, iterationsText, "child"];
    const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
    const measured = lastLine(execFileSync(process.execPath, args, { encoding: "utf8", stdio }));
    report(mode, measured);
    return { mode, measured };
  });
  askPeer();
  const theirs = mean(ofPeers.flatMap(({ seconds }) => seconds));
  for (const { mode, measured } of ours) {
    if (ofPeers.length > 0) console.log(`${mode}: ${(theirs / mean(measured.seconds)).toFixed(2)} × TRL`);
  }
}

async function measure(mode: string): Promise<Measured> {
  await loadTensorflow({ log: console.error });
  const opened = openModelDirectory(directory);
  const { architecture, tokenizer } = opened;
  const precision = mode.includes("bfloat16") ? "bfloat16" : "float32";
  const load = (): LanguageModel => ({
    architecture,
    config: opened.config,
    parameters: ParameterStore.fromWeights(opened.weights, opened.parameters),
    precision,
  });
  const base = load();
  const adapters = mode.includes("lora")
    ? new LowRankAdapters(
        listProjections(architecture, opened.config),
        { rank: LORA_RANK, alpha: 2 * LORA_RANK },
        Rng.fromSeed(1),
      )
    : undefined;
  const policy = { ...base, adapters, recomputeLayers: mode.includes("checkpointing") };
  const reference = adapters ? base : load();
  // A head of zeros costs what a trained one does.
  const trunk = load();
  for (const { name, shape } of listParameters(architecture, opened.config, "reward")) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (!trunk.parameters.has(name)) trunk.parameters.add(name, shape, new Float32Array(size));
  }
  const normalization = { mean: 0, std: 1 };
  const settings = { template: "chat", maxLength: 512, normalization, ...UNSCALED } as const;
  const rewardModel = new RewardModel(trunk, tokenizer, settings);
  // Without end tokens every response runs to its full length.
  const endless = new Proxy(tokenizer, {
    get(target, name: keyof typeof tokenizer) {
      if (name === "endTokenIds") return [];
      const value: unknown = target[name];
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const rng = Rng.fromSeed(7);
  const config = trainPolicyConfigSchema.parse({
    policy: directory,
    rewardModel: directory,
    prompts: "none",
    out: "none",
    ppoEpochs: EPOCHS,
    maxNewTokens: NEW_TOKENS,
    learningRate: 1e-6,
    approxKlStop: 1e6,
  });
  let phase = "";
  let phaseStart = performance.now();
  const enter = (next: string) => {
    const now = performance.now();
    if (phase !== "" && phase !== next)
      console.error(`  ${phase} ${((now - phaseStart) / 1000).toFixed(1)} s`);
    if (phase !== next) [phase, phaseStart] = [next, now];
  };
  const trainer = new PPOTrainer({
    policy: new LanguageModelPolicy({
      model: policy,
      padTokenId: tokenizer.padTokenId,
      temperature: 1,
      maxGradientNorm: 1,
      valueLearningRate: 1e-4,
    }),
    environment: new LanguageModelEnvironment({
      policy,
      reference,
      tokenizer: endless,
      rewardModel,
      temperature: 1,
      maxNewTokens: NEW_TOKENS,
      watchedPrompts: [],
      watchSeed: () => Rng.fromSeed(0),
      onProgress: (next) => enter(next),
    }),
    config,
    rng: Rng.fromSeed(3),
    onProgress: (done) => {
      if (Number.isInteger(done)) enter(`epoch ${done + 1}`);
    },
  });
  const seconds: number[] = [];
  for (let i = 0; i <= iterations; i++) {
    const prompts: PolicyPrompt[] = Array.from({ length: PROMPTS }, () => ({
      messages: [{ role: "user", content: "random tokens" }],
      tokenIds: Array.from({ length: PROMPT_TOKENS }, () => 100 + rng.integer(39_900)),
    }));
    enter(`iteration ${i + 1}`);
    const startedAt = performance.now();
    await trainer.step(prompts);
    enter("end");
    // the first one also warms up
    if (i > 0) seconds.push((performance.now() - startedAt) / 1000);
  }
  return { seconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

function lastLine(output: string): Measured {
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Measured;
}

function report(name: string, measured: Measured | undefined): void {
  if (!measured) return;
  const each = measured.seconds.map((value) => value.toFixed(1)).join(", ");
  console.log(`${name}: ${each} s an iteration, ${(measured.peakBytes / 1e9).toFixed(1)} GB at most`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
