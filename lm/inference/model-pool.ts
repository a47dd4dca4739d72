import { existsSync, statSync } from "node:fs";
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

/**
 * The models that the sampler has in memory: loaded when first asked for, the least recently used one unloaded where
 * the byte budget wants it. A model that somebody uses is never unloaded.
 */
export class ModelPool {
  private readonly entries = new Map<string, Entry>();
  private readonly freed = new Set<() => void>();
  private clock = 0;

  constructor(private readonly options: ModelPoolOptions) {}

  /** Names of the models that are in memory. */
  get loaded(): string[] {
    return [...this.entries.values()].filter(({ model }) => model).map(({ name }) => name);
  }

  /** Sequences waiting or being continued, over all models. */
  get load(): number {
    return [...this.entries.values()].reduce((sum, { model }) => sum + (model?.generator.load ?? 0), 0);
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
      for (const wake of this.freed) wake();
    }
  }

  async dispose(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    await Promise.allSettled(entries.map(async ({ ready }) => (await ready).generator.dispose()));
  }

  private entryOf(name: string): Entry {
    const known = this.entries.get(name);
    if (known) return known;
    const directory = this.directoryOf(name);
    const weights = path.join(directory, "model.safetensors");
    const entry: Entry = {
      name,
      weightBytes: existsSync(weights) ? statSync(weights).size : 0,
      users: 0,
      lastUsed: ++this.clock,
      ready: this.open(name, directory),
    };
    this.entries.set(name, entry);
    entry.ready.then(
      (model) => {
        entry.model = model;
      },
      // the next request tries again
      () => this.entries.delete(name),
    );
    return entry;
  }

  private directoryOf(name: string): string {
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,199}$/u.test(name)) {
      throw new AppError("INVALID_INPUT", `“${name.slice(0, 100)}” is no model name.`);
    }
    const directory = path.join(this.options.root, name);
    if (existsSync(path.join(directory, "config.json"))) return directory;
    throw new AppError("NOT_FOUND", `There is no model “${name}” here.`, { details: { model: name } });
  }

  private async open(name: string, directory: string): Promise<LoadedModel> {
    // after the entry is in the map, so that its size counts
    await Promise.resolve();
    await this.makeRoom(name);
    const startedAt = performance.now();
    const tokenizer = loadTextTokenizer(directory);
    const generator = await Generator.load(directory, this.options);
    const took = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.options.log?.(`loaded ${name} in ${took} s, ${(generator.bytes / 2 ** 20).toFixed(0)} MiB`);
    return { name, generator, tokenizer };
  }

  private async makeRoom(newcomer: string): Promise<void> {
    for (;;) {
      const others = [...this.entries.values()].filter(({ name }) => name !== newcomer);
      const bytes = [...this.entries.values()].reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (others.length === 0 || bytes <= this.options.byteBudget) return;
      const idle = others.filter(({ users, model }) => users === 0 && model);
      const oldest = idle.sort((a, b) => a.lastUsed - b.lastUsed)[0];
      if (oldest) {
        this.entries.delete(oldest.name);
        await oldest.model?.generator.dispose();
        this.options.log?.(`unloaded ${oldest.name}`);
        continue;
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.freed.delete(wake);
          resolve();
        };
        this.freed.add(wake);
      });
    }
  }
}

function sizeOf({ model, weightBytes }: Entry): number {
  return model ? Math.max(model.generator.bytes, weightBytes) : weightBytes;
}
