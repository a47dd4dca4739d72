import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";
import { Generator, type GeneratorOptions } from "@/lm/inference/generator";
import { loadTextTokenizer, type TextTokenizer } from "@/lm/tokenizer/text-tokenizer";

export interface LoadedModel {
  name: string;
  generator: Generator;
  tokenizer: TextTokenizer;
}

interface Entry {
  name: string;
  directory: string;
  /** Changes when another model is put in the directory's place. */
  identity: string;
  ready: Promise<LoadedModel>;
  model?: LoadedModel;
  /** Bytes of the weights file: known before the model is loaded. */
  weightBytes: number;
  users: number;
  lastUsed: number;
}

export interface ModelPoolOptions extends GeneratorOptions {
  /** Directory that holds one directory a model. */
  root: string;
  /** What all loaded models may take together. One model alone is always loaded. */
  byteBudget: number;
  log?(message: string): void;
}

const MODEL_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,199}$/u;

/**
 * The models that the sampler has in memory: loaded when first asked for, the least recently used one unloaded where
 * the byte budget wants it. A model that somebody uses is never unloaded: a newcomer waits for it, or, being the only
 * other one, is loaded beside it, so that a new version takes over without breaking off what the old one is saying.
 */
export class ModelPool {
  /** By name: the ones that new requests get. */
  private readonly current = new Map<string, Entry>();
  /** Replaced on disk, or unloading: still in memory for those who use them. */
  private readonly retired = new Set<Entry>();
  private readonly waitingForIdle = new Set<() => void>();
  /** Loads follow one another, so that each knows what is in memory. */
  private lastLoad: Promise<unknown> = Promise.resolve();
  private clock = 0;

  constructor(private readonly options: ModelPoolOptions) {}

  /** Names of all models that can be asked for. */
  get names(): string[] {
    if (!existsSync(this.options.root)) return [];
    return readdirSync(this.options.root)
      .filter(
        (name) => MODEL_NAME.test(name) && existsSync(path.join(this.options.root, name, "config.json")),
      )
      .sort();
  }

  /** Names of the models that are in memory. */
  get loaded(): string[] {
    return [...this.current.values()].filter(({ model }) => model).map(({ name }) => name);
  }

  /** Sequences waiting or being continued, over all models. */
  get load(): number {
    const entries = [...this.current.values(), ...this.retired];
    return entries.reduce((sum, { model }) => sum + (model?.generator.load ?? 0), 0);
  }

  /**
   * Runs `work` with a model, which stays loaded meanwhile.
   * @throws AppError NOT_FOUND, INVALID_INPUT (a name that is no plain directory name), what loading throws
   */
  async use<T>(name: string, work: (model: LoadedModel) => Promise<T>): Promise<T> {
    const entry = this.entryOf(name);
    entry.users++;
    try {
      return await work(await entry.ready);
    } finally {
      entry.users--;
      entry.lastUsed = ++this.clock;
      if (this.retired.has(entry) && entry.users === 0) await this.unload(entry);
      for (const wake of this.waitingForIdle) wake();
    }
  }

  async dispose(): Promise<void> {
    const entries = [...this.current.values(), ...this.retired];
    this.current.clear();
    this.retired.clear();
    await Promise.allSettled(entries.map(async ({ ready }) => (await ready).generator.dispose()));
  }

  private entryOf(name: string): Entry {
    const directory = this.directoryOf(name);
    const { identity, weightBytes } = inspect(directory);
    const known = this.current.get(name);
    if (known?.identity === identity) return known;
    if (known) this.retire(known);
    const entry: Entry = {
      name,
      directory,
      identity,
      weightBytes,
      users: 0,
      lastUsed: ++this.clock,
      ready: this.lastLoad.then(() => this.open(entry)),
    };
    this.lastLoad = entry.ready.catch(() => undefined);
    this.current.set(name, entry);
    entry.ready.then(
      (model) => {
        entry.model = model;
      },
      () => {
        // the next request tries again
        if (this.current.get(name) === entry) this.current.delete(name);
        this.retired.delete(entry);
      },
    );
    return entry;
  }

  private directoryOf(name: string): string {
    if (!MODEL_NAME.test(name)) {
      throw new AppError("INVALID_INPUT", `“${name.slice(0, 100)}” is no model name.`);
    }
    const directory = path.join(this.options.root, name);
    if (existsSync(path.join(directory, "config.json"))) return directory;
    throw new AppError("NOT_FOUND", `There is no model “${name}” here.`, { details: { model: name } });
  }

  private async open({ name, directory, weightBytes }: Entry): Promise<LoadedModel> {
    await this.makeRoom(weightBytes);
    const startedAt = performance.now();
    const tokenizer = loadTextTokenizer(directory);
    const generator = await Generator.load(directory, this.options);
    const took = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.options.log?.(`loaded ${name} in ${took} s, ${(generator.bytes / 2 ** 20).toFixed(0)} MiB`);
    return { name, generator, tokenizer };
  }

  /** Unloads idle models, the least recently used first, until a model of this size fits. */
  private async makeRoom(bytes: number): Promise<void> {
    for (;;) {
      const inMemory = [...this.current.values(), ...this.retired].filter(({ model }) => model);
      const taken = inMemory.reduce((sum, { model }) => sum + (model?.generator.bytes ?? 0), 0);
      if (taken + bytes <= this.options.byteBudget) return;
      const oldest = inMemory.filter(({ users }) => users === 0).sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest) {
        this.retire(oldest);
        continue;
      }
      if (inMemory.length <= 1) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waitingForIdle.delete(wake);
          resolve();
        };
        this.waitingForIdle.add(wake);
      });
    }
  }

  /** Nobody gets it any more; it goes when its last user has. */
  private retire(entry: Entry): void {
    if (this.current.get(entry.name) === entry) this.current.delete(entry.name);
    this.retired.add(entry);
    if (entry.users === 0) void this.unload(entry);
  }

  private async unload(entry: Entry): Promise<void> {
    if (!this.retired.delete(entry)) return;
    const model = await entry.ready.catch(() => undefined);
    await model?.generator.dispose();
    if (model) this.options.log?.(`unloaded ${entry.name}`);
  }
}

function inspect(directory: string): { identity: string; weightBytes: number } {
  const { ino, mtimeMs } = statSync(path.join(directory, "config.json"));
  const weights = statSync(path.join(directory, "model.safetensors"), { throwIfNoEntry: false });
  const parts = [ino, mtimeMs, weights?.ino, weights?.mtimeMs, weights?.size];
  return { identity: parts.join("|"), weightBytes: weights?.size ?? 0 };
}
