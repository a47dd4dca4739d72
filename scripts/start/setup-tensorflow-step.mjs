// Readies TensorFlow in a process of its own, so that an interrupted start can end it with everything it has started.
// Standard error: what is going on, a line each time; standard output: the selection as JSON.
import { setupTensorflow } from "../setup-tensorflow.mjs";

let saidAt = 0;
const say = (text) => process.stderr.write(`${text}\n`);

function sayProgress({ phase, done, total, unit }) {
  if (Date.now() - saidAt < 500) return;
  saidAt = Date.now();
  if (unit !== "bytes") say(phase);
  else say(`${phase} ${(done / 1e6).toFixed(0)}${total ? ` of ${(total / 1e6).toFixed(0)}` : ""} MB`);
}

const selection = await setupTensorflow({ log: say, progress: sayProgress });
process.stdout.write(`${JSON.stringify(selection)}\n`);
