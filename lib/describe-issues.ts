import type { z } from "zod";

interface Problem {
  path: PropertyKey[];
  message: string;
}

const MOST_TOLD = 3;

/**
 * What is wrong with a value, in one line, each problem with its place. Of a value that fits none of several forms the
 * form that it comes closest to counts: "Invalid input" says nothing.
 */
export function describeIssues({ issues }: z.ZodError): string {
  return issues
    .flatMap((issue) => innermost(issue, []))
    .slice(0, MOST_TOLD)
    .map(({ path, message }) => (path.length > 0 ? `${path.map(String).join(".")}: ${message}` : message))
    .join("; ");
}

function innermost(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): Problem[] {
  const path = [...before, ...issue.path];
  if (issue.code !== "invalid_union") return [{ path, message: issue.message }];
  const forms = issue.errors.map((errors) => errors.flatMap((error) => innermost(error, path)));
  const depth = (problems: readonly Problem[]) =>
    Math.max(0, ...problems.map((problem) => problem.path.length));
  const closest = forms.reduce((best, form) => (depth(form) > depth(best) ? form : best), []);
  if (depth(closest) > path.length) return closest;
  const messages = new Set(forms.flat().map(({ message }) => message));
  return [{ path, message: messages.size > 0 ? [...messages].join(", or ") : issue.message }];
}
