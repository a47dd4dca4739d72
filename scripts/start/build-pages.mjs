import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { CommandFailed, packageScript, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";

/** Everything that the build reads. */
const SOURCES = [
  ...["app", "server", "drizzle", "lib", "lm", "public"],
  ...["proxy.ts", "next.config.js", "postcss.config.mjs", "tsconfig.json", "package-lock.json"],
];

/** Next reads it too (next.config.js). */
const BUILD_DIRECTORY = path.join(ROOT, process.env.NEXT_DIST_DIR ?? ".next");
const STAMP = path.join(BUILD_DIRECTORY, ".plaudit-build");
/** What Next writes last and starts from. */
const BUILD_ID = path.join(BUILD_DIRECTORY, "BUILD_ID");

function hashOfSources() {
  const hash = crypto.createHash("sha256").update(process.versions.modules);
  const add = (place) => {
    const status = fs.statSync(place, { throwIfNoEntry: false });
    if (!status) return;
    if (status.isDirectory()) {
      for (const name of fs.readdirSync(place).sort()) add(path.join(place, name));
      return;
    }
    hash.update(path.relative(ROOT, place)).update("\0").update(fs.readFileSync(place)).update("\0");
  };
  for (const source of SOURCES) add(path.join(ROOT, source));
  return hash.digest("hex");
}

export function pagesAreBuilt() {
  if (!fs.existsSync(STAMP) || !fs.existsSync(BUILD_ID)) return false;
  return fs.readFileSync(STAMP, "utf8") === hashOfSources();
}

export async function buildPages({ update, signal } = {}) {
  const wanted = hashOfSources();
  // Turbopack remembers failures: the second try starts from nothing.
  for (let attempt = 0; ; attempt++) {
    try {
      const { output } = await runNode([packageScript("next/dist/bin/next"), "build"], {
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
        onLine: (line) => describeBuild(line, update),
        signal,
      });
      if (!fs.existsSync(BUILD_ID)) throw new CommandFailed("next build", "no BUILD_ID", output);
      break;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      fs.rmSync(BUILD_DIRECTORY, { recursive: true, force: true });
      if (attempt < 1) continue;
      throw new StepFailed(error.output.trim().split("\n").slice(-30).join("\n"), {
        cause: error,
        advice:
          "The pages could not be built. If you changed nothing, check the free memory and disk (the build needs " +
          "about 2 GB of each), then start again.",
      });
    }
  }
  fs.writeFileSync(STAMP, wanted);
}

function describeBuild(line, update) {
  if (/Creating an optimized production build/.test(line)) update?.("compiling");
  else if (/Compiled successfully/.test(line)) update?.("compiled");
  else if (/Generating static pages|Collecting page data/.test(line)) update?.("pages");
}
