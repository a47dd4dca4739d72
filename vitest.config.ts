import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

/** Milliseconds. */
const SECOND = 1_000;

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          pool: "threads",
          testTimeout: 20 * SECOND,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "numerics",
          include: ["tests/numerics/**/*.test.ts"],
          // A process a file: native memory returns with it. One at a time: TensorFlow and ONNX Runtime use every core.
          pool: "forks",
          fileParallelism: false,
          testTimeout: 120 * SECOND,
          hookTimeout: 120 * SECOND,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          pool: "forks",
          maxWorkers: 2,
          globalSetup: ["tests/support/integration-setup.ts"],
          testTimeout: 120 * SECOND,
          hookTimeout: 120 * SECOND,
        },
      },
    ],
  },
});
