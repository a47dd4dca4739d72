import { expect } from "vitest";
import { AppError, type AppErrorCode } from "@/lib/errors";

/** Asserts that `run` throws an AppError of this code whose message matches. Works for promises too: await it. */
export function expectAppError(
  run: () => unknown,
  code: AppErrorCode,
  message: RegExp,
): Promise<void> | void {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    check(error, code, message);
    return;
  }
  if (result instanceof Promise) {
    return result.then(
      () => expect.fail(`expected ${code}, but it succeeded`),
      (error: unknown) => check(error, code, message),
    );
  }
  expect.fail(`expected ${code}, but it succeeded`);
}

function check(error: unknown, code: AppErrorCode, message: RegExp): void {
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
}
