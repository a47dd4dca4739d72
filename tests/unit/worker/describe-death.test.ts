import { expect, it } from "vitest";
import { describeDeath } from "@/trainer/worker/describe-death";

const end = { exitCode: null, signal: null, lastLines: [], outOfMemoryKill: false };

it("knows a lack of memory by the kernel's count and by the runtimes' words", () => {
  expect(describeDeath({ ...end, signal: "SIGKILL", outOfMemoryKill: true })).toMatchObject({
    code: "OUT_OF_MEMORY",
    certain: true,
  });
  for (const line of [
    "FATAL ERROR: Reached heap limit - JavaScript heap out of memory",
    "what():  std::bad_alloc",
  ]) {
    expect(describeDeath({ ...end, signal: "SIGABRT", lastLines: [line] })).toMatchObject({
      code: "OUT_OF_MEMORY",
      certain: true,
    });
  }
});

it("does not blame memory for a kill that the kernel did not count", () => {
  expect(describeDeath({ ...end, signal: "SIGKILL" }).code).toBe("RUN_LOST");
  expect(describeDeath({ ...end, signal: "SIGKILL", outOfMemoryKill: undefined })).toMatchObject({
    code: "OUT_OF_MEMORY",
    certain: false,
  });
});

it("quotes the last words of a crash", () => {
  const { message, certain } = describeDeath({ ...end, signal: "SIGSEGV", lastLines: ["one", "two"] });
  expect(message).toContain("SIGSEGV");
  expect(message).toContain("two");
  expect(certain).toBe(false);
});
