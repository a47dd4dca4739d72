import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../support/paths.mjs";
import { CommandFailed, run, runNode } from "../support/run.mjs";
import { StepFailed } from "../support/steps.mjs";

const STAMP = path.join(ROOT, "node_modules", ".plaudit-install");

function wantedStamp() {
  return crypto
    .createHash("sha256")
    .update(fs.readFileSync(path.join(ROOT, "package-lock.json")))
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest("hex");
}

/** True if node_modules is what the lock file says, by our own stamp or, after an `npm install` by hand, by npm's list. */
export function packagesAreInstalled() {
  if (!fs.existsSync(STAMP)) return matchesNpmsList();
  return fs.readFileSync(STAMP, "utf8") === wantedStamp() || matchesNpmsList();
}

function matchesNpmsList() {
  const listFile = path.join(ROOT, "node_modules", ".package-lock.json");
  if (!fs.existsSync(listFile)) return false;
  const installed = JSON.parse(fs.readFileSync(listFile, "utf8")).packages;
  const wanted = JSON.parse(fs.readFileSync(path.join(ROOT, "package-lock.json"), "utf8")).packages;
  const same = Object.entries(wanted).every(([place, { version, optional }]) => {
    if (place === "") return true;
    return installed[place] ? installed[place].version === version : optional === true;
  });
  if (same) fs.writeFileSync(STAMP, wantedStamp());
  return same;
}

/** Installs exactly what the lock file names; install scripts of packages do not run (.npmrc). */
export async function installPackages({ update, signal } = {}) {
  // The build tools are needed whatever NODE_ENV says.
  const args = ["ci", "--include=dev", "--include=optional", "--prefer-offline", "--no-audit", "--no-fund"];
  args.push("--loglevel=http");
  // The npm that runs us, if one does.
  const npm = process.env.npm_execpath;
  let fetched = 0;
  const onLine = (line) => {
    if (/^npm http fetch GET 200/.test(line)) update?.(`${(fetched += 1)} packages fetched`);
  };
  try {
    const options = { onLine, signal, env: { NODE_ENV: undefined } };
    if (npm?.endsWith(".js")) await runNode([npm, ...args], options);
    else await run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const said = error.output.split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
    throw new StepFailed(said.slice(0, 12).join("\n") || error.message, {
      cause: error,
      advice:
        "npm could not install the packages. Check that the package registry is reachable (`npm ping`) and that " +
        `the disk is not full, then start again. npm's own log is in the folder that \`npm config get cache\` names.`,
    });
  }
  fs.writeFileSync(STAMP, wantedStamp());
}
