import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { pickWheel } from "@/scripts/tensorflow/fetch-wheel.mjs";
import { inspectDirectory } from "@/scripts/tensorflow/find-tensorflow.mjs";
import { cudaRequirements } from "@/scripts/tensorflow/install-wheel.mjs";
import { withLock } from "@/scripts/support/lock.mjs";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const root = temporaryDirectory();
const LOCK_MODULE = pathToFileURL(path.resolve("scripts/support/lock.mjs")).href;

describe("the lock of TensorFlow's set-up", () => {
  it("lets one in at a time", async () => {
    const file = path.join(root, "one.lock");
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside--;
    };
    await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it("passes on at once from a holder that was killed", async () => {
    const file = path.join(root, "killed.lock");
    const program = `import { withLock } from ${JSON.stringify(LOCK_MODULE)};
      await withLock(${JSON.stringify(file)}, () => { console.log("in"); return new Promise(() => setInterval(() => {}, 1000)); });`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    let waited = false;
    const mine = withLock(file, () => Promise.resolve("mine"), { onWait: () => (waited = true) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ended = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await ended;
    expect(await mine).toBe("mine");
    expect(waited).toBe(true);
  });

  it("passes on from a holder on another machine that shows no life for half a minute", async () => {
    const file = path.join(root, "far.lock");
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: `not-${os.hostname()}`, token: "x" }));
    const longAgo = new Date(Date.now() - 31_000);
    utimesSync(file, longAgo, longAgo);
    expect(await withLock(file, () => Promise.resolve(readFileSync(file, "utf8").includes("not-")))).toBe(
      false,
    );
  });
});

describe("a package index's page", () => {
  const sha256 = "ab".repeat(32);
  const page = `<a href="../../x/tensorflow_cpu-2.18.1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl">a</a>
    <a data-requires-python="&gt;=3.9" href="/x/tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl#sha256=${sha256}">b</a>
    <a href="/x/tensorflow_cpu-2.18.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl">c</a>`;

  it("gives the wheel of the version and platform, with its checksum", () => {
    const found = pickWheel(page, {
      name: "tensorflow-cpu",
      version: "2.18.1",
      platforms: ["manylinux2014_x86_64"],
    });
    expect(found?.file).toBe(
      "tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    );
    expect(found?.sha256).toBe(sha256);
  });

  it("gives none where the platform has none", () => {
    const wanted = { name: "tensorflow-cpu", version: "2.18.1", platforms: ["manylinux2014_aarch64"] };
    expect(pickWheel(page, wanted)).toBeUndefined();
  });
});

it("TensorFlow's wheel names the CUDA wheels that it was built for", () => {
  const metadata = [
    "Requires-Dist: numpy (<2.1.0,>=1.26.0)",
    "Requires-Dist: nvidia-cublas-cu12 ==12.5.3.2 ; extra == 'and-cuda'",
    'Requires-Dist: nvidia-cudnn-cu12==9.3.0.75; extra == "and-cuda"',
  ].join("\n");
  expect(cudaRequirements(metadata)).toEqual([
    { name: "nvidia-cublas-cu12", version: "12.5.3.2" },
    { name: "nvidia-cudnn-cu12", version: "9.3.0.75" },
  ]);
});

it("a directory is a TensorFlow if it holds headers and both libraries, in either layout", () => {
  const make = (name: string, files: string[]) => {
    for (const file of files) {
      const target = path.join(root, name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, "");
    }
    return inspectDirectory(path.join(root, name));
  };
  const header = "include/tensorflow/c/eager/c_api.h";
  const [main, framework] =
    process.platform === "darwin"
      ? ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"]
      : ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
  expect(make("package", [header, main, framework])?.main).toContain(main);
  expect(make("archive", [header, `lib/${main}`, `lib/${framework}`])?.directory).toContain("lib");
  expect(make("headless", [main, framework])).toBeUndefined();
  expect(make("half", [header, main])).toBeUndefined();
});
