import { describe, expect, it } from "vitest";

interface Lockfile {
  packages: Record<
    string,
    { version?: string; license?: string; optional?: boolean; optionalDependencies?: Record<string, string> }
  >;
}

const { findLockfileHoles } = (await import("@/scripts/support/lockfile.mjs" as string)) as {
  findLockfileHoles(lock: Lockfile): { name: string; entry: Record<string, unknown> }[];
};
const { findLicenceProblems, isPermissive } = (await import("@/scripts/support/licences.mjs" as string)) as {
  findLicenceProblems(lock: Lockfile): string[];
  isPermissive(expression: string): boolean;
};
const { listSkips } = (await import("@/scripts/test/list-skips.mjs" as string)) as {
  listSkips(
    results: { assertionResults: { fullName: string; status: string; meta?: { skipReason?: string } }[] }[],
  ): { name: string; reason: string }[];
};
const { parseTestArguments } = (await import("@/scripts/test/parse-arguments.mjs" as string)) as {
  parseTestArguments(args: string[]): { groups: string[]; filters: string[] };
};

describe("the lock file", () => {
  const lock: Lockfile = {
    packages: {
      "": {},
      "node_modules/tool": {
        version: "1.0.0",
        license: "MIT",
        optionalDependencies: { "tool-linux-x64-gnu": "1.0.0", "tool-darwin-arm64": "^1.0.0" },
      },
      "node_modules/tool-linux-x64-gnu": { version: "1.0.0", license: "MIT", optional: true },
    },
  };

  it("names the foreign binaries that are not listed, for their platform only", () => {
    expect(findLockfileHoles(lock)).toEqual([
      {
        name: "tool-darwin-arm64",
        entry: { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] },
      },
    ]);
  });

  it("passes permissive licences only", () => {
    expect(findLicenceProblems(lock)).toEqual([]);
    const strict = { packages: { "node_modules/x": { version: "2.0.0", license: "GPL-3.0" } } };
    expect(findLicenceProblems(strict)).toEqual(["x@2.0.0: GPL-3.0"]);
    expect(isPermissive("(MIT OR GPL-3.0)")).toBe(true);
    expect(isPermissive("MIT AND GPL-3.0")).toBe(false);
  });
});

describe("npm test", () => {
  it("names what was skipped, and why", () => {
    const results = [
      {
        assertionResults: [
          { fullName: "parity of a", status: "passed" },
          { fullName: "parity of b", status: "skipped", meta: { skipReason: "unreachable" } },
          { fullName: "parity of c", status: "pending" },
        ],
      },
    ];
    expect(listSkips(results)).toEqual([
      { name: "parity of b", reason: "unreachable" },
      { name: "parity of c", reason: "no reason given" },
    ]);
  });

  it("takes groups and files", () => {
    expect(parseTestArguments(["--only", "unit,e2e", "desk"])).toEqual({
      groups: ["unit", "e2e"],
      filters: ["desk"],
    });
    expect(parseTestArguments(["tests/numerics/ppo"]).groups).toEqual(["numerics"]);
    expect(parseTestArguments([]).groups).toHaveLength(5);
    expect(() => parseTestArguments(["--only", "unti"])).toThrow(/there are check, unit/);
  });
});
