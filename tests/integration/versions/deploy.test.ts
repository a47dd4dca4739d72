import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openInstallation, type Caller, type Installation } from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
});
afterAll(() => installation.close());

describe("deployments", () => {
  it("starts with the imported policy, deploys, and rolls back step by step", async () => {
    const projectId = await installation.addProject();
    const first = await installation.addPolicy(projectId, "first");
    const second = await installation.addPolicy(projectId, "second");
    const third = await installation.addPolicy(projectId, "third");
    const current = async () => (await admin.version.current({ projectId })).current?.versionName;
    expect(await current()).toBe("first");
    await expect(admin.version.rollback({ projectId })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
    await admin.version.deploy({ projectId, versionId: second.id });
    await admin.version.deploy({ projectId, versionId: third.id });
    expect(await current()).toBe("third");
    expect(await admin.version.rollback({ projectId })).toMatchObject({ name: "second" });
    expect(await admin.version.rollback({ projectId })).toMatchObject({ name: "first" });
    await expect(admin.version.rollback({ projectId })).rejects.toMatchObject({
      cause: { code: "CONFLICT" },
    });
    await expect(admin.version.deploy({ projectId, versionId: first.id })).rejects.toThrow(
      /deployed already/,
    );
    await admin.version.deploy({ projectId, versionId: third.id });
    expect(await admin.version.rollback({ projectId })).toMatchObject({ name: "first" });
    const { history } = await admin.version.current({ projectId });
    expect(history.map((row) => row.reason)).toEqual([
      "rollback",
      "deploy",
      "rollback",
      "rollback",
      "deploy",
      "deploy",
      "initial",
    ]);
    const { entries } = await admin.audit.list({ projectId });
    expect(entries.filter((entry) => entry.action.startsWith("version."))).toHaveLength(6);
  });

  it("refuses reward models and other projects' versions", async () => {
    const projectId = await installation.addProject();
    const elsewhere = await installation.addProject();
    const foreign = await installation.addPolicy(elsewhere);
    await expect(admin.version.deploy({ projectId, versionId: foreign.id })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
  });

  it("deploys of many people at once happen one after the other", async () => {
    const projectId = await installation.addProject();
    await installation.addPolicy(projectId);
    const versions = await Promise.all(
      Array.from({ length: 5 }, (_, i) => installation.addPolicy(projectId, `v${i}`)),
    );
    await Promise.all(versions.map((version) => admin.version.deploy({ projectId, versionId: version.id })));
    const { history } = await admin.version.current({ projectId });
    for (let i = 0; i + 1 < history.length; i++) {
      expect(history[i]?.previousVersionId).toBe(history[i + 1]?.versionId);
    }
  });
});
