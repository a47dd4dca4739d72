import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { settleAll } from "@/scripts/support/settle-all.mjs";

test("gives the values in order", async () => {
  await expect(settleAll([sleep(5, "a"), "b", Promise.resolve("c")], vi.fn())).resolves.toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("tells the first failure at once, waits for the others, and throws it; nothing is left unhandled", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const told = vi.fn();
  let isDone = false;
  const slow = sleep(40).then(() => (isDone = true));
  const failing = sleep(5).then(() => Promise.reject(new Error("first")));
  const later = sleep(20).then(() => Promise.reject(new Error("second")));
  const all = settleAll([slow, failing, later], told);
  await sleep(12);
  expect(told).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: "first" }));
  expect(isDone).toBe(false);
  await expect(all).rejects.toThrow("first");
  expect(isDone).toBe(true);
  expect(told).toHaveBeenCalledOnce();
  await sleep(5);
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
