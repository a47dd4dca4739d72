import { randomUUID } from "node:crypto";
import { rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registerModelVersion } from "@/drizzle/model-versions/register-model-version";
import type { ModelVersion } from "@/drizzle/schema/model-versions";
import { deployVersion } from "@/server/services/version/deploy-version";
import {
  openInstallation,
  writeModelFiles,
  type Caller,
  type Installation,
} from "@/tests/integration/support/installation";

let installation: Installation;
let admin: Caller;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
});
afterAll(() => installation.close());

async function currentOf(projectId: string) {
  return (await admin.version.current({ projectId })).current;
}

/** As a page does that has just been loaded. */
async function deploy(projectId: string, versionId: string) {
  const expectedCurrentVersionId = (await currentOf(projectId))?.versionId ?? null;
  return admin.version.deploy({ projectId, versionId, expectedCurrentVersionId });
}

async function rollback(projectId: string) {
  const expectedCurrentVersionId = (await currentOf(projectId))?.versionId ?? null;
  return admin.version.rollback({ projectId, expectedCurrentVersionId });
}

/** A policy of the project's own: what an earlier project imported first is deployed in every new one. */
async function addDeployed(projectId: string, name: string): Promise<ModelVersion> {
  const version = await installation.addPolicy(projectId, name);
  if ((await currentOf(projectId))?.versionId !== version.id) await deploy(projectId, version.id);
  return version;
}

describe("deployments", () => {
  it("starts with the imported policy, deploys, and rolls back step by step", async () => {
    const projectId = await installation.addProject();
    const first = await installation.addPolicy(projectId, "first");
    const second = await installation.addPolicy(projectId, "second");
    const third = await installation.addPolicy(projectId, "third");
    const current = async () => (await currentOf(projectId))?.versionName;
    expect(await current()).toBe("first");
    await expect(rollback(projectId)).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    await deploy(projectId, second.id);
    await deploy(projectId, third.id);
    expect(await current()).toBe("third");
    expect(await rollback(projectId)).toMatchObject({ name: "second" });
    expect(await rollback(projectId)).toMatchObject({ name: "first" });
    await expect(rollback(projectId)).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    await expect(deploy(projectId, first.id)).rejects.toThrow(/deployed already/);
    await deploy(projectId, third.id);
    expect(await rollback(projectId)).toMatchObject({ name: "first" });
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
    await expect(deploy(projectId, foreign.id)).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  });

  it("of many people who deploy at once over one version, one does, and the others are told what is deployed", async () => {
    const projectId = await installation.addProject();
    const { id: expectedCurrentVersionId } = await addDeployed(projectId, "first");
    const versions = await Promise.all(
      Array.from({ length: 5 }, (_, i) => installation.addPolicy(projectId, `v${i}`)),
    );
    const ends = await Promise.allSettled(
      versions.map(({ id }) => admin.version.deploy({ projectId, versionId: id, expectedCurrentVersionId })),
    );
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const deployed = await currentOf(projectId);
    for (const end of ends) {
      if (end.status === "fulfilled") continue;
      expect(end.reason).toMatchObject({
        cause: { code: "CONFLICT", details: { reason: "otherDeployed", version: deployed?.versionName } },
      });
    }
  });

  it("two rollbacks at once go back one version", async () => {
    const projectId = await installation.addProject();
    for (const name of ["first", "second", "third"]) await addDeployed(projectId, name);
    const expectedCurrentVersionId = (await currentOf(projectId))?.versionId ?? null;
    const ends = await Promise.allSettled(
      [1, 2].map(() => admin.version.rollback({ projectId, expectedCurrentVersionId })),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(ends.find((end) => end.status === "rejected")?.reason).toMatchObject({
      cause: { code: "CONFLICT", details: { reason: "otherDeployed", version: "second" } },
    });
    expect((await currentOf(projectId))?.versionName).toBe("second");
  });
});

describe("a version that cannot answer is not deployed", () => {
  const placeOf = (version: ModelVersion, file: string) =>
    path.join(installation.dataDirectory, "models", version.directory, file);

  async function addTwo() {
    const projectId = await installation.addProject();
    const first = await addDeployed(projectId, "first");
    return { projectId, first, second: await installation.addPolicy(projectId, "second") };
  }

  it.each([
    ["plaudit.json", (file: string) => rm(file)],
    ["plaudit.json", (file: string) => writeFile(file, '{"contentHash":"of another model"}')],
    ["config.json", (file: string) => rm(file)],
    ["tokenizer.json", (file: string) => truncate(file)],
    ["onnx/model.onnx", (file: string) => rm(file)],
    ["model.safetensors", (file: string) => truncate(file, 20)],
    ["onnx/model.safetensors", (file: string) => truncate(file, 4)],
  ] as const)("its %s is missing, empty, cut off or another's", async (file, damage) => {
    const { projectId, first, second } = await addTwo();
    await damage(placeOf(second, file));
    await expect(deploy(projectId, second.id)).rejects.toMatchObject({
      cause: {
        code: "MALFORMED_FILE",
        details: {
          reason: "modelIncomplete",
          version: "second",
          path: path.join("models", second.directory, file),
        },
      },
    });
    expect((await currentOf(projectId))?.versionId).toBe(first.id);
  });

  it("and not gone back to", async () => {
    const { projectId, first, second } = await addTwo();
    await deploy(projectId, second.id);
    await rm(placeOf(first, "config.json"));
    await expect(rollback(projectId)).rejects.toMatchObject({ cause: { code: "MALFORMED_FILE" } });
    expect((await currentOf(projectId))?.versionId).toBe(second.id);
  });

  it("a trained one needs a parity result that passed", async () => {
    const { projectId, first } = await addTwo();
    const passed = { maxAbsoluteDifference: 1e-5, compared: 8, tolerance: 1e-3 };
    const train = async (parity?: Record<string, unknown>) => {
      const directory = `trained-${randomUUID()}`;
      const contentHash = "c".repeat(64);
      await writeModelFiles(path.join(installation.dataDirectory, "models", directory), contentHash);
      const tokenizerHash = "t".repeat(64);
      const values = { projectId, directory, contentHash, tokenizerHash, source: "train-policy" };
      return registerModelVersion(installation.db, { ...values, kind: "policy", parity });
    };
    for (const parity of [undefined, { ...passed, maxAbsoluteDifference: 1 }]) {
      const version = await train(parity);
      await expect(deploy(projectId, version.id)).rejects.toMatchObject({
        cause: { code: "PARITY_FAILED", details: { reason: "parityNotMeasured", version: version.name } },
      });
    }
    expect((await currentOf(projectId))?.versionId).toBe(first.id);
    expect(await deploy(projectId, (await train(passed)).id)).toMatchObject({ previousVersionId: first.id });
  });

  it("the sampler is asked first, where there is one", async () => {
    const { projectId, first, second } = await addTwo();
    await expect(
      deployVersion({
        db: installation.db,
        actor: installation.admin,
        dataDirectory: installation.dataDirectory,
        sampler: { url: "http://127.0.0.1:1", token: "nobody listens there" },
        projectId,
        versionId: second.id,
        expectedCurrentVersionId: first.id,
      }),
    ).rejects.toMatchObject({ code: "SAMPLER_UNAVAILABLE" });
    expect((await currentOf(projectId))?.versionId).toBe(first.id);
  });
});
