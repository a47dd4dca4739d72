import net from "node:net";
import { StepFailed } from "../support/steps.mjs";

const DEFAULT_PORT = 3000;
const ATTEMPTS = 50;

/**
 * PORT if it is set (an error if somebody has it), else the first free one from 3000 on.
 *
 * @returns {Promise<{port: number, taken: number | null}>} `taken`: the usual port, if another one had to do
 */
export async function choosePort(host) {
  const asked = process.env.PORT;
  if (asked) {
    const port = Number(asked);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new StepFailed(`PORT is ${asked}`, {
        advice: "Set it to a number from 1 to 65535, or leave it out.",
      });
    }
    const problem = await tryPort(port, host);
    if (!problem) return { port, taken: null };
    throw new StepFailed(`${host}:${port} cannot be used: ${describe(problem)}`, {
      advice:
        "Stop what listens there, or set PORT to another number. Without PORT the first free one is taken.",
    });
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + ATTEMPTS; port++) {
    const problem = await tryPort(port, host);
    if (!problem) return { port, taken: port === DEFAULT_PORT ? null : DEFAULT_PORT };
    if (problem.code !== "EADDRINUSE") {
      throw new StepFailed(`${host}:${port} cannot be used: ${describe(problem)}`, {
        advice:
          "HOST must be an address of this machine: 127.0.0.1 (only this machine) or 0.0.0.0 (everybody).",
      });
    }
  }
  throw new StepFailed(`the ports ${DEFAULT_PORT} to ${DEFAULT_PORT + ATTEMPTS - 1} are all taken`, {
    advice: "Set PORT to a free one.",
  });
}

/** A port that nobody uses, for the processes that only talk to each other. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function tryPort(port, host) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", resolve);
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

function describe(error) {
  if (error.code === "EADDRINUSE") return "another program listens there";
  if (error.code === "EACCES") return "this user may not (ports below 1024 belong to root)";
  return error.message;
}
