import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { ROOT } from "../support/paths.mjs";

const DIE_WITH_PARENT = pathToFileURL(path.join(ROOT, "scripts/support/die-with-parent.mjs")).href;

/** Milliseconds. A child that lived this long was healthy: its next crash starts the back-off anew. */
const HEALTHY_AFTER = 30_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** What a child gets to end by itself before it is killed. */
const GRACE = 10_000;

const LARGEST_LOG = 10_000_000; // bytes; a larger one is set aside at the next start

/** Keeps named children running: restarts the crashed with growing pauses, ends all of them together. */
export class Supervisor {
  #children = new Map();
  #stopping = false;
  #logDirectory;
  #say;

  constructor({ logDirectory, say }) {
    this.#logDirectory = logDirectory;
    this.#say = say;
    fs.mkdirSync(logDirectory, { recursive: true });
  }

  /**
   * @param {string} name
   * @param {{args: string[], env: Record<string, string | undefined>, onMessage?: (message: unknown) => void}} program
   */
  start(name, program, crashes = 0) {
    if (this.#stopping) return;
    const startedAt = Date.now();
    const log = this.#openLog(name);
    // IPC: the child notices our end. Its own group does not get the terminal's Ctrl-C; we pass it on in order.
    const child = spawn(process.execPath, ["--import", DIE_WITH_PARENT, ...program.args], {
      cwd: ROOT,
      env: program.env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: process.platform !== "win32",
    });
    const lastLines = [];
    const keep = (chunk) => {
      fs.writeSync(log, chunk);
      if (process.env.PLAUDIT_VERBOSE) process.stderr.write(String(chunk).replace(/^(?=.)/gm, `[${name}] `));
      lastLines.push(...String(chunk).split("\n").filter(Boolean));
      lastLines.splice(0, Math.max(0, lastLines.length - 15));
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    if (program.onMessage) child.on("message", program.onMessage);
    this.#children.set(name, { child, lastLines });
    child.on("error", (error) => keep(`${error.message}\n`));
    child.on("close", (code, signal) => {
      fs.closeSync(log);
      if (this.#children.get(name)?.child === child) this.#children.delete(name);
      if (this.#stopping) return;
      const count = Date.now() - startedAt > HEALTHY_AFTER ? 0 : crashes + 1;
      const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** count);
      this.#say(`${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${delay / 1000} s`);
      if (count <= 1) for (const line of lastLines.slice(-8)) this.#say(`  ${name}: ${line}`);
      setTimeout(() => this.start(name, program, count), delay);
    });
  }

  lastLines(name) {
    return this.#children.get(name)?.lastLines ?? [];
  }

  /** Asks all children to end, kills who does not, and returns when none is left. */
  async stop() {
    this.#stopping = true;
    for (const { child } of this.#children.values()) child.kill("SIGTERM");
    const deadline = Date.now() + GRACE;
    while (this.#children.size > 0 && Date.now() < deadline) await sleep(25);
    this.killAll();
  }

  /** At once, with whatever they have started. */
  killAll() {
    this.#stopping = true;
    for (const { child } of this.#children.values()) {
      try {
        if (process.platform === "win32") child.kill("SIGKILL");
        else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
    }
  }

  #openLog(name) {
    const file = path.join(this.#logDirectory, `${name}.log`);
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGEST_LOG) fs.renameSync(file, `${file}.1`);
    const log = fs.openSync(file, "a", 0o600);
    fs.writeSync(log, `--- started ${new Date().toISOString()}\n`);
    return log;
  }
}
