import { availableParallelism } from "node:os";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { AppError } from "@/lib/errors";
import { weightBytes, type ModelWeights } from "@/lm/inference/model-weights";

export type Feeds = Record<string, Tensor>;

export interface SessionOptions {
  /** Threads of one operator; all cores by default. */
  threads?: number;
}

/** An ONNX Runtime session over one graph and one set of weights. */
export class ModelSession {
  /** What it keeps in memory: ONNX Runtime packs each matrix for its kernels and drops the original. */
  readonly bytes: number;
  private released = false;

  private constructor(
    private readonly session: InferenceSession,
    weights: ModelWeights,
  ) {
    this.bytes = weightBytes(weights.layout);
  }

  /**
   * Opens a session; weights given as bytes may be dropped afterwards. Blocks the thread while weights are packed,
   * a second for 135 million parameters.
   *
   * @throws AppError OUT_OF_MEMORY, INTERNAL
   */
  static async open(
    graph: Uint8Array<ArrayBuffer>,
    weights: ModelWeights,
    options: SessionOptions = {},
  ): Promise<ModelSession> {
    const { layout, source } = weights;
    const inFile = "directory" in source;
    const session: Record<string, unknown> = {
      // between steps the threads would burn the cores that other processes need
      intra_op: { allow_spinning: "0" },
    };
    if (inFile) session.model_external_initializers_file_folder_path = source.directory;
    try {
      const opened = await InferenceSession.create(graph, {
        intraOpNumThreads: options.threads ?? availableParallelism(),
        graphOptimizationLevel: "all",
        logSeverityLevel: 3,
        externalData: inFile ? undefined : [{ path: layout.path, data: source.bytes }],
        extra: { session },
      });
      return new ModelSession(opened, weights);
    } catch (error) {
      throw engineError(error, "ONNX Runtime could not load the model");
    }
  }

  get outputNames(): readonly string[] {
    return this.session.outputNames;
  }

  get inputNames(): readonly string[] {
    return this.session.inputNames;
  }

  /**
   * Computes the named outputs. Other events of the process are served before the run, not during it.
   * @throws AppError OUT_OF_MEMORY, INTERNAL
   */
  async run(feeds: Feeds, outputs: readonly string[]): Promise<Feeds> {
    if (this.released) throw new Error("the session was released");
    try {
      return (await this.session.run(feeds, outputs)) as Feeds;
    } catch (error) {
      throw engineError(error, "ONNX Runtime failed");
    }
  }

  /** Gives the memory back. Call it when no run is under way; twice does nothing. */
  async release(): Promise<void> {
    if (this.released) return;
    this.released = true;
    await this.session.release();
  }
}

function engineError(cause: unknown, what: string): AppError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/bad_alloc|failed to allocate|out of memory/i.test(message)) {
    return new AppError("OUT_OF_MEMORY", `${what}: not enough memory for the model.`, { cause });
  }
  return new AppError("INTERNAL", `${what}: ${message.trim()}`, { cause });
}

export function int64Tensor(values: readonly number[], shape: readonly number[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values, BigInt), shape);
}

export function int32Tensor(values: readonly number[], shape: readonly number[]): Tensor {
  return new Tensor("int32", Int32Array.from(values), shape);
}

export function floatTensor(values: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor("float32", values, shape);
}

/** A float output's numbers. They live in memory of their own. */
export function floatData(outputs: Feeds, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`output ${name} is no float tensor`);
  return data;
}
