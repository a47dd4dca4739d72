import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "@/drizzle/client";
import { links } from "@/drizzle/schema/links";
import { users } from "@/drizzle/schema/users";
import { createFirstAdmin } from "@/server/services/setup/create-first-admin";
import { ensureSetupLink } from "@/server/services/setup/ensure-setup-link";
import { openInstallation, type Installation } from "@/tests/integration/support/installation";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";

const person = (name: string) => ({
  email: `${name}@example.org`,
  name,
  password: "a long enough password",
});
const tokenOf = (url: string | null) => new URL(url ?? "http://none").searchParams.get("token") ?? "";

describe("the set-up link", () => {
  let database: TestDatabase;
  let db: Database;
  let close: () => Promise<void>;
  beforeEach(async () => {
    database = await createTestDatabase();
    ({ db, close } = openDatabase(database.url));
    return async () => {
      await close();
      await database.drop();
    };
  });

  it("makes one admin, once, of many who use it at the same time", async () => {
    const url = await ensureSetupLink({ db, origin: "http://plaudit.test" });
    expect(url).toMatch(/^http:\/\/plaudit\.test\/en\/setup\?token=[\w-]{43}$/);
    const token = tokenOf(url);
    const outcomes = await Promise.allSettled(
      ["a", "b", "c", "d", "e"].map((name) => createFirstAdmin({ db, token, ...person(name) })),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "SETUP_ALREADY_DONE" });
    }
    const admins = await db.select().from(users);
    expect(admins).toMatchObject([{ role: "admin" }]);
    expect(await ensureSetupLink({ db, origin: "http://plaudit.test" })).toBeNull();
  });

  it("keeps only the token's hash, and a new link ends the one before", async () => {
    const first = tokenOf(await ensureSetupLink({ db, origin: "http://plaudit.test" }));
    const second = tokenOf(await ensureSetupLink({ db, origin: "http://plaudit.test" }));
    expect(JSON.stringify(await db.select().from(links))).not.toContain(second);
    await expect(createFirstAdmin({ db, token: first, ...person("a") })).rejects.toMatchObject({
      code: "LINK_INVALID_OR_USED",
    });
    expect(await createFirstAdmin({ db, token: second, ...person("a") })).toEqual({ email: "a@example.org" });
  });

  it("expires", async () => {
    const token = tokenOf(await ensureSetupLink({ db, origin: "http://plaudit.test" }));
    await db.update(links).set({ expiresAt: sql`now() - interval '1 second'` });
    await expect(createFirstAdmin({ db, token, ...person("a") })).rejects.toMatchObject({
      code: "LINK_INVALID_OR_USED",
    });
  });
});

describe("an invitation", () => {
  let installation: Installation;
  let projectId: string;
  beforeAll(async () => {
    installation = await openInstallation();
    projectId = await installation.addProject({ name: "Reviews" });
  });
  afterAll(() => installation.close());
  const invite = async (role: "annotator" | "admin" = "annotator") => {
    const { id, url } = await installation.callerOf(installation.admin).invite.create({ projectId, role });
    return { id, token: tokenOf(url) };
  };

  it("makes an account and a membership, once", async () => {
    const { token } = await invite();
    const nobody = installation.callerOf(null);
    expect(await nobody.invite.inspect({ token })).toMatchObject({
      projectName: "Reviews",
      role: "annotator",
    });
    expect(await nobody.invite.accept({ token, ...person("guest") })).toEqual({
      email: "guest@example.org",
      projectId,
    });
    await expect(nobody.invite.accept({ token, ...person("second") })).rejects.toMatchObject({
      cause: { code: "LINK_INVALID_OR_USED" },
    });
    await expect(nobody.invite.inspect({ token })).rejects.toMatchObject({
      cause: { code: "LINK_INVALID_OR_USED" },
    });
    const members = await installation.callerOf(installation.admin).project.members({ projectId });
    expect(members.find((member) => member.email === "guest@example.org")).toMatchObject({
      role: "annotator",
    });
  });

  it("is of no use once withdrawn, and can't be withdrawn once used", async () => {
    const { id, token } = await invite();
    const admin = installation.callerOf(installation.admin);
    await admin.invite.revoke({ inviteId: id });
    await expect(
      installation.callerOf(null).invite.accept({ token, ...person("late") }),
    ).rejects.toMatchObject({
      cause: { code: "LINK_INVALID_OR_USED" },
    });
    await expect(admin.invite.revoke({ inviteId: id })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
    expect((await admin.invite.list({ projectId })).find((invite) => invite.id === id)?.state).toBe(
      "revoked",
    );
  });

  it("lets somebody with an account join, and leaves the link unused where the e-mail is taken", async () => {
    const { token } = await invite("admin");
    const annotator = await installation.addAnnotator();
    await expect(
      installation.callerOf(null).invite.accept({ ...person("x"), token, email: annotator.email }),
    ).rejects.toMatchObject({ cause: { code: "CONFLICT" } });
    await installation.callerOf(annotator).invite.join({ token });
    const [row] = await installation.db.select().from(users).where(eq(users.id, annotator.id));
    expect(row?.role).toBe("admin");
  });
});
