export interface TensorflowSelection {
  /** Where TensorFlow came from. */
  tier: "TENSORFLOW_DIR" | "python" | "wheel-gpu" | "wheel" | "package" | "wasm";
  /** Path of the N-API addon; null where only WebAssembly is left. */
  addon: string | null;
  /** TensorFlow's version; null for WebAssembly. */
  version: string | null;
  gpu: boolean;
  /** What is lost, and why, where only WebAssembly is left. */
  warning: string | null;
}

export interface SetupTensorflowOptions {
  log?: (message: string) => void;
  progress?: (update: { phase: string; done: number; total: number | null; unit: string }) => void;
  /** Try once more even if the last attempt failed a short while ago. */
  again?: boolean;
}

export function setupTensorflow(options?: SetupTensorflowOptions): Promise<TensorflowSelection>;
/** The answer of an earlier set-up, if what it names is still there. */
export function readSelection(options?: { again?: boolean }): TensorflowSelection | undefined;
