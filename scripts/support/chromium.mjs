import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cacheDirectory } from "./paths.mjs";
import { packageScript, run, runNode } from "./run.mjs";

/** Chromium inside an npm package, for machines where nothing else can be had. */
const NPM_CHROMIUM = "@sparticuz/chromium@143.0.4";

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge",
];
const MAC_PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/**
 * A Chromium that runs here: CHROMIUM_PATH, an installed one, Playwright's; with `install` also Debian's package,
 * Playwright's download, and one from npm, in this order.
 *
 * @param {{install?: boolean, update?: (text: string) => void}} [options]
 * @returns {Promise<string>} its path
 */
export async function findChromium({ install = false, update } = {}) {
  if (process.env.CHROMIUM_PATH) {
    if (await works(process.env.CHROMIUM_PATH)) return process.env.CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH (${process.env.CHROMIUM_PATH}) is not a Chromium that runs.`);
  }
  const tried = [];
  for (const [name, find] of [
    ["an installed one", installed],
    ["Playwright's", playwrights],
    ["npm's", npmsCached],
  ]) {
    const found = await find().catch(() => undefined);
    if (found && (await works(found))) return found;
    tried.push(name);
  }
  const ways = install
    ? [
        ["Debian's package", debians],
        ["Playwright's download", playwrightsDownload],
        [NPM_CHROMIUM, npms],
      ]
    : [];
  for (const [name, get] of ways) {
    try {
      update?.(`getting ${name}`);
      const found = await get();
      if (found && (await works(found))) return found;
      tried.push(`${name}: not for this system`);
    } catch (error) {
      tried.push(`${name}: ${error.message}`);
    }
  }
  throw new Error(
    `No Chromium was found (${tried.join("; ")}). Install Chromium or Chrome, or set CHROMIUM_PATH to one.`,
  );
}

async function works(file) {
  if (!fs.existsSync(file)) return false;
  try {
    const { code, output } = await run(file, ["--version"], {
      allowFailure: true,
      signal: AbortSignal.timeout(20_000),
    });
    return code === 0 && /chrom|edge/i.test(output);
  } catch {
    return false;
  }
}

async function installed() {
  const places = (process.env.PATH ?? "").split(path.delimiter);
  const files = NAMES.flatMap((name) => places.map((place) => path.join(place, name)));
  return [...files, ...(os.platform() === "darwin" ? MAC_PLACES : [])].find((file) => fs.existsSync(file));
}

async function playwrights() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

/** Ubuntu's package of this name only points to another store: Debian alone. */
async function debians() {
  const release = fs.existsSync("/etc/os-release") ? fs.readFileSync("/etc/os-release", "utf8") : "";
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(release)) return undefined;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const signal = AbortSignal.timeout(300_000);
  await run("apt-get", ["update", "-qq"], { env, signal });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env, signal });
  return installed();
}

async function playwrightsDownload() {
  await runNode([packageScript("@playwright/test/cli.js"), "install", "chromium"], {
    signal: AbortSignal.timeout(240_000),
  });
  return playwrights();
}

function npmDirectory() {
  return path.join(cacheDirectory(), "chromium");
}

async function npmsCached() {
  const entry = path.join(npmDirectory(), "node_modules/@sparticuz/chromium/build/esm/index.js");
  if (os.platform() !== "linux" || !fs.existsSync(entry)) return undefined;
  const { default: chromium } = await import(pathToFileURL(entry).href);
  return chromium.executablePath();
}

async function npms() {
  if (os.platform() !== "linux") return undefined;
  const directory = npmDirectory();
  fs.mkdirSync(directory, { recursive: true });
  const args = [
    "install",
    "--prefix",
    directory,
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    NPM_CHROMIUM,
  ];
  await run("npm", args, { cwd: directory, signal: AbortSignal.timeout(240_000) });
  return npmsCached();
}
