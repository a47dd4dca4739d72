import { expect } from "vitest";
import { AppError, type AppErrorCode } from "@/lib/errors";

/** Asserts that `run` throws, or its promise rejects with, an AppError of this code whose message matches. */
export function expectAppError(
  run: () => Promise<unknown>,
  code: AppErrorCode,
  message: RegExp,
): Promise<void>;
export function expectAppError(run: () => unknown, code: AppErrorCode, message: RegExp): void;
export function expectAppError(
  run: () => unknown,
  code: AppErrorCode,
  message: RegExp,
): Promise<void> | undefined {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    check(error, code, message);
    return undefined;
  }
  const succeeded = () => expect.fail(`expected ${code}, but it succeeded`);
  if (!(result instanceof Promise)) return succeeded();
  return result.then(succeeded, (error: unknown) => check(error, code, message));
}

function check(error: unknown, code: AppErrorCode, message: RegExp): void {
  if (!(error instanceof AppError)) throw error;
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
}
