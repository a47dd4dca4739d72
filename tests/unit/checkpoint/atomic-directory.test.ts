import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeAtomicDirectory } from "@/lm/checkpoint/atomic-directory";
import { expectAppError } from "@/tests/support/expect-app-error";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const fill = (directory: string) => writeFileSync(path.join(directory, "file"), "whole");

describe("a directory written in one piece", () => {
  test("is not there until it is whole, parents included", async () => {
    const out = place("a/b/model");
    await writeAtomicDirectory({ out, neededBytes: 5 }, (directory) => {
      fill(directory);
      expect(existsSync(out)).toBe(false);
    });
    expect(readFileSync(path.join(out, "file"), "utf8")).toBe("whole");
    expect(readdirSync(path.dirname(out))).toEqual(["model"]);
  });

  test("replaces an empty directory, never a full one or a file", async () => {
    mkdirSync(place("empty"));
    await writeAtomicDirectory({ out: place("empty"), neededBytes: 5 }, fill);
    const write = (name: string) => () => writeAtomicDirectory({ out: place(name), neededBytes: 5 }, fill);
    await expectAppError(write("empty"), "CONFLICT", /exists already/);
    await expectAppError(write("empty/file"), "CONFLICT", /exists already/);
  });

  test("too large for the disk is refused before anything is written, with what is needed", async () => {
    const write = () => writeAtomicDirectory({ out: place("huge"), neededBytes: 1e18 }, fill);
    await expectAppError(write, "DISK_FULL", /1000000000000 MB are needed, \d+ MB are free/);
    expect(readdirSync(root).filter((name) => name.includes("huge"))).toEqual([]);
  });

  test("a disk that fills up meanwhile is said so, and what was written is removed", async () => {
    const write = () =>
      writeAtomicDirectory({ out: place("full"), neededBytes: 5_000_000 }, (directory) => {
        fill(directory);
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      });
    await expectAppError(write, "DISK_FULL", /5 MB are needed/);
    expect(readdirSync(root).filter((name) => name.includes("full"))).toEqual([]);
  });

  test("leaves another living process's unfinished directory alone", async () => {
    const other = place(`.shared.partial-${process.ppid}-x`);
    mkdirSync(other);
    await writeAtomicDirectory({ out: place("shared"), neededBytes: 5 }, fill);
    expect(existsSync(other)).toBe(true);
  });
});
