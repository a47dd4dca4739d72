import { afterEach, expect, it, vi, type TestContext } from "vitest";
import { AppError } from "@/lib/errors";
import { importModel } from "@/lm/import-model";
import { realModel } from "@/tests/support/real-model";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

vi.mock("@/lm/import-model");

afterEach(() => vi.unstubAllEnvs());

it("a proof whose model cannot be had is skipped with the reason, and fails with CI=true", async () => {
  vi.stubEnv("XDG_CACHE_HOME", temporaryDirectory());
  vi.stubEnv("PLAUDIT_TEST_MINILM", "");
  vi.mocked(importModel).mockRejectedValue(new AppError("SOURCE_UNREACHABLE", "no index"));
  const skip = vi.fn((_note: string) => {
    throw new Error("skipped");
  });
  const meta: { skipReason?: string } = {};
  const context = { task: { meta }, skip } as unknown as TestContext;
  vi.stubEnv("CI", "");
  await expect(realModel("minilm", context)).rejects.toThrow("skipped");
  expect(skip).toHaveBeenCalledWith("minilm is not tested: no index");
  expect(meta.skipReason).toBe("minilm is not tested: no index");
  vi.stubEnv("CI", "true");
  await expect(realModel("minilm", context)).rejects.toThrow("no index");
  expect(skip).toHaveBeenCalledTimes(1);
});
