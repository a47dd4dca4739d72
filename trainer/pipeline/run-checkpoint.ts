import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { writeAtomicDirectory } from "@/lm/checkpoint/atomic-directory";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { writeSafetensors, type WritableTensor } from "@/lm/checkpoint/write-safetensors";
import { hashFile } from "@/trainer/pipeline/hash-file";
import { checkpointName, isCheckpointName } from "@/trainer/pipeline/work-files";
import { restoreAdamW, type AdamWState } from "@/trainer/tensorflow/optimisers/adamw";
import type { ParameterStore } from "@/trainer/tensorflow/parameters";

/** The numbers of a run that live in TensorFlow. Names are the checkpoint's own. */
export interface CheckpointParts {
  parameters: Readonly<Record<string, ParameterStore>>;
  optimisers: Readonly<Record<string, AdamWState>>;
}

const TENSORS_FILE = "tensors.safetensors";
const STATE_FILE = "state.json";

const stateFileSchema = z.object({
  /** Of what the run was started with: another run's checkpoint is not resumed. */
  identity: z.string(),
  tensorsHash: z.string(),
  optimiserSteps: z.record(z.string(), z.int()),
  state: z.unknown(),
});
type StateFile = z.infer<typeof stateFileSchema>;

/**
 * Checkpoints of one run in its work directory: parameters, optimiser moments and a JSON state, written in one piece.
 * The last two are kept, so that one that the disk spoils costs a step and not the run; there are never more than two.
 * Restoring the newest and going on gives the numbers of an unbroken run, to the bit.
 */
export class RunCheckpoint<S> {
  private readonly identity: string;

  /** `startedWith`: everything that the run's numbers follow from. */
  constructor(
    private readonly workDirectory: string,
    startedWith: unknown,
    private readonly stateSchema: z.ZodType<S>,
  ) {
    this.identity = createHash("sha256").update(JSON.stringify(startedWith)).digest("hex");
  }

  /** `step` grows with each checkpoint of a run. */
  async save(step: number, parts: CheckpointParts, state: S): Promise<void> {
    const tensors = checkpointTensors(parts);
    const name = checkpointName(step);
    const out = path.join(this.workDirectory, name);
    mkdirSync(this.workDirectory, { recursive: true });
    const [newest] = this.names()
      .filter((other) => other !== name && this.isOfThisRun(readState(path.join(this.workDirectory, other))))
      .reverse();
    for (const other of this.names()) if (other !== newest) this.removeOne(other);
    const neededBytes = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 4), 0);
    await writeAtomicDirectory({ out, neededBytes }, async (directory) => {
      const { contentHash } = await writeSafetensors(path.join(directory, TENSORS_FILE), tensors);
      const optimiserSteps = Object.fromEntries(
        Object.entries(parts.optimisers).map(([optimiser, { step: steps }]) => [optimiser, steps]),
      );
      const file = { identity: this.identity, tensorsHash: contentHash, optimiserSteps, state };
      writeFileSync(path.join(directory, STATE_FILE), JSON.stringify(file), { flush: true });
    });
  }

  /**
   * Puts the newest checkpoint's numbers into `parts` and returns its state; undefined where there is none of this
   * run, or none that is whole. `tell` is given what a person should know of those that were passed over.
   */
  async restore(parts: CheckpointParts, tell: (warning: string) => void): Promise<S | undefined> {
    let others = 0;
    for (const name of this.names().reverse()) {
      const directory = path.join(this.workDirectory, name);
      const tensors = path.join(directory, TENSORS_FILE);
      const file = readState(directory);
      if (file && !this.isOfThisRun(file)) {
        others++;
        continue;
      }
      const state = file && this.stateSchema.safeParse(file.state);
      if (!state?.success || !existsSync(tensors) || (await hashFile(tensors)) !== file?.tensorsHash) {
        tell(`${name} is damaged and cannot be used`);
        continue;
      }
      restoreTensors(tensors, parts, file.optimiserSteps);
      return state.data;
    }
    if (others > 0) {
      tell(
        `the checkpoint in ${this.workDirectory} is of another run: its settings, models or data differ. ` +
          "This run begins anew and replaces it",
      );
    }
    return undefined;
  }

  /** Once the run's product is safe. */
  remove(): void {
    for (const name of this.names()) this.removeOne(name);
  }

  private isOfThisRun(file: StateFile | undefined): boolean {
    return file?.identity === this.identity;
  }

  private removeOne(name: string): void {
    rmSync(path.join(this.workDirectory, name), { recursive: true, force: true });
  }

  private names(): string[] {
    if (!existsSync(this.workDirectory)) return [];
    return readdirSync(this.workDirectory).filter(isCheckpointName).sort();
  }
}

function readState(directory: string): StateFile | undefined {
  try {
    return stateFileSchema.parse(JSON.parse(readFileSync(path.join(directory, STATE_FILE), "utf8")));
  } catch {
    return undefined;
  }
}

function checkpointTensors({ parameters, optimisers }: CheckpointParts): WritableTensor[] {
  const ofParameters = Object.entries(parameters).flatMap(([part, store]) =>
    store.specs().map(({ name, shape }) => ({
      name: `${part}/${name}`,
      shape,
      data: () => store.toFloat32(name),
    })),
  );
  const ofOptimisers = Object.entries(optimisers).flatMap(([part, state]) =>
    (["first", "second"] as const).flatMap((moment) =>
      Array.from(state[moment], ([name, variable]) => ({
        name: `${part}/${moment}/${name}`,
        shape: variable.shape,
        data: () => numbersOf(variable),
      })),
    ),
  );
  return [...ofParameters, ...ofOptimisers];
}

function numbersOf(variable: tf.Variable): Float32Array {
  return Float32Array.from(variable.dataSync<"float32">());
}

function restoreTensors(
  file: string,
  { parameters, optimisers }: CheckpointParts,
  optimiserSteps: Readonly<Record<string, number>>,
): void {
  const source = SafetensorsFile.open(file);
  try {
    for (const [part, store] of Object.entries(parameters)) {
      for (const name of store.names()) store.set(name, source.read(`${part}/${name}`));
    }
    for (const [part, state] of Object.entries(optimisers)) {
      const tensors = (["first", "second"] as const).flatMap((moment) =>
        Array.from(state[moment], ([name, { shape }]) => ({
          name: `${moment}/${name}`,
          shape,
          // read when its turn comes: moments are twice the size of the model
          get data() {
            return source.read(`${part}/${moment}/${name}`);
          },
        })),
      );
      restoreAdamW(state, { step: optimiserSteps[part] ?? 0, tensors });
    }
  } finally {
    source.close();
  }
}
