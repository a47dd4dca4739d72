import fs from "node:fs";
import path from "node:path";
import { withLock } from "../support/lock.mjs";
import { StepFailed } from "../support/steps.mjs";

/**
 * One start a data directory: a second one would fight over the database and the jobs. Runs `work` and then holds the
 * directory until the process ends.
 */
export async function holdInstallation(data, work) {
  const lock = path.join(data, "start.lock");
  await withLock(
    lock,
    async () => {
      process.once("exit", () => fs.rmSync(lock, { force: true }));
      await work();
      await new Promise((resolve) => process.once("exit", resolve));
    },
    {
      onWait: () => {
        const address = readAddress(data);
        throw new StepFailed(
          `Plaudit runs from this data directory already${address ? `: ${address}` : ""}`,
          {
            advice: "Stop it there with Ctrl-C, or set PLAUDIT_DATA_DIR to start a second one.",
          },
        );
      },
    },
  );
}

/** For whoever finds the installation running. */
export function rememberAddress(data, origin) {
  fs.writeFileSync(path.join(data, "address"), origin);
}

function readAddress(data) {
  try {
    return fs.readFileSync(path.join(data, "address"), "utf8");
  } catch {
    return "";
  }
}
