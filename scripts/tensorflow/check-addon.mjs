import { lastLines, runProgram } from "./run-program.mjs";

/** Multiplies two small matrices by the addon alone, in a process of its own: a crash there is only an answer. */
const PROGRAM = `
const binding = require(process.argv[1]);
const attribute = (name, type, value) => ({ name, type, value });
const a = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([1, 2, 3, 4]));
const b = binding.createTensor([2, 2], binding.TF_FLOAT, new Float32Array([5, 6, 7, 8]));
const [product] = binding.executeOp("MatMul", [
  attribute("transpose_a", binding.TF_ATTR_BOOL, false),
  attribute("transpose_b", binding.TF_ATTR_BOOL, false),
  attribute("T", binding.TF_ATTR_TYPE, binding.TF_FLOAT),
], [a, b], 1);
const values = Array.from(binding.tensorDataSync(product.id));
if (values.join() !== "19,22,43,50") throw new Error("wrong product: " + values);
console.log(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }));
`;

/**
 * Proves that an addon loads and computes here.
 *
 * @param {string} addon
 * @returns {Promise<{version: string, gpu: boolean}>}
 */
export async function checkAddon(addon) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" };
  const result = await runProgram(process.execPath, ["-e", PROGRAM, addon], { env, timeoutSeconds: 120 });
  if (result.code !== 0) {
    const reason = lastLines(result) || `it ended with code ${result.code}`;
    throw new Error(`TensorFlow's addon does not run here:\n${reason}`);
  }
  return JSON.parse(result.stdout.trim().split("\n").pop() ?? "");
}
