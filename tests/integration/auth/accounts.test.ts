import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLog } from "@/drizzle/schema/audit-log";
import { projectMembers } from "@/drizzle/schema/projects";
import { users, type User, type UserRole } from "@/drizzle/schema/users";
import type { Actor } from "@/server/auth/actor";
import { forgetActor, loadActor } from "@/server/auth/load-actor";
import { signIn } from "@/server/auth/sign-in";
import { createUser } from "@/server/services/account/create-user";
import { resetAdmin } from "@/server/services/account/reset-admin";
import { openInstallation, type Caller, type Installation } from "@/tests/integration/support/installation";

const OLD = "the old long password";
const NEW = "a new long password";

let installation: Installation;
let admin: Caller;
let projectId: string;
beforeAll(async () => {
  installation = await openInstallation();
  admin = installation.callerOf(installation.admin);
  projectId = await installation.addProject();
});
afterAll(() => installation.close());

let people = 0;
async function addPerson(role: UserRole = "annotator"): Promise<User> {
  const email = `person-${people++}@example.org`;
  const user = await createUser(installation.db, { email, name: "Person", password: OLD, role });
  await installation.db.insert(projectMembers).values({ projectId, userId: user.id });
  return user;
}

const enter = (email: string, password: string) =>
  signIn({ db: installation.db, credentials: { email, password }, clientAddress: "203.0.113.1" });

/** Whether a session that began when the account was made still holds. */
async function firstSessionHolds(user: User): Promise<boolean> {
  return (
    (await loadActor(installation.db, { userId: user.id, sessionVersion: user.sessionVersion })) !== null
  );
}

function tokenOf(url: string): string {
  return new URL(url).searchParams.get("token") ?? "";
}

async function actions(subjectId: string): Promise<string[]> {
  const rows = await installation.db.select().from(auditLog).where(eq(auditLog.subjectId, subjectId));
  return rows.map((row) => row.action);
}

describe("a forgotten password", () => {
  it("is set anew by a link that works once, ends every session and is on record", async () => {
    const user = await addPerson();
    expect(await firstSessionHolds(user)).toBe(true);
    const stale = await admin.account.createResetLink({ projectId, userId: user.id });
    const { url } = await admin.account.createResetLink({ projectId, userId: user.id });
    const nobody = installation.callerOf(null);
    const refused = { cause: { code: "LINK_INVALID_OR_USED" } };
    await expect(nobody.account.inspectResetLink({ token: tokenOf(stale.url) })).rejects.toMatchObject(
      refused,
    );
    const token = tokenOf(url);
    expect(await nobody.account.inspectResetLink({ token })).toEqual({ email: user.email });
    expect(await nobody.account.resetPassword({ token, password: NEW })).toEqual({ email: user.email });
    expect(await enter(user.email, OLD)).toBeNull();
    expect(await enter(user.email, NEW)).toMatchObject({ id: user.id });
    expect(await firstSessionHolds(user)).toBe(false);
    await expect(nobody.account.resetPassword({ token, password: OLD })).rejects.toMatchObject(refused);
    expect(await actions(user.id)).toEqual([
      "account.createResetLink",
      "account.createResetLink",
      "account.resetPassword",
    ]);
  });

  it("has no link for one's own account, nor for a program's", async () => {
    await expect(
      admin.account.createResetLink({ projectId, userId: installation.admin.id }),
    ).rejects.toMatchObject({ cause: { details: { reason: "ownAccount" } } });
    const program = await installation.addAnnotator(projectId, { isSynthetic: true });
    await expect(admin.account.createResetLink({ projectId, userId: program.id })).rejects.toMatchObject({
      cause: { code: "NOT_FOUND" },
    });
  });

  it("of an admin is set by whoever holds the machine", async () => {
    const user = await addPerson();
    await admin.account.setDisabled({ projectId, userId: user.id, disabled: true });
    expect(await resetAdmin({ db: installation.db, email: user.email, password: NEW })).toMatchObject({
      role: "admin",
    });
    expect(await enter(user.email, NEW)).toMatchObject({ id: user.id });
    await expect(
      resetAdmin({ db: installation.db, email: "nobody@example.org", password: NEW }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("an account", () => {
  it("that is disabled loses its sessions, items and links, and cannot sign in until it is enabled", async () => {
    const user = await addPerson();
    await installation.addOpenRound(projectId, { items: 1 });
    const person = installation.callerOf({ ...user });
    const item = await person.annotate.claimNext({ projectId });
    const { url } = await admin.account.createResetLink({ projectId, userId: user.id });
    await admin.account.setDisabled({ projectId, userId: user.id, disabled: true });
    await expect(enter(user.email, OLD)).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { reason: "accountDisabled" },
    });
    // whoever does not know the password learns nothing
    expect(await enter(user.email, NEW)).toBeNull();
    expect(await firstSessionHolds(user)).toBe(false);
    await expect(
      installation.callerOf(null).account.resetPassword({ token: tokenOf(url), password: NEW }),
    ).rejects.toMatchObject({ cause: { code: "LINK_INVALID_OR_USED" } });
    const other = installation.callerOf(await installation.addAnnotator(projectId));
    expect((await other.annotate.claimNext({ projectId }))?.item.id).toBe(item?.item.id);
    await admin.account.setDisabled({ projectId, userId: user.id, disabled: false });
    expect(await enter(user.email, OLD)).toMatchObject({ id: user.id });
    expect(await actions(user.id)).toEqual(["account.createResetLink", "account.disable", "account.enable"]);
  });

  it("changes its role with its sessions", async () => {
    const user = await addPerson();
    await admin.account.setRole({ projectId, userId: user.id, role: "admin" });
    expect(await firstSessionHolds(user)).toBe(false);
    expect((await enter(user.email, OLD))?.sessionVersion).toBe(2);
    const members = await admin.project.members({ projectId: await installation.addProject() });
    expect(members.find((member) => member.userId === user.id)).toMatchObject({
      role: "admin",
      joinedAt: null,
    });
  });
});

describe("the last admin who can sign in", () => {
  it("stays one, also when two take each other's rights at the same time", async () => {
    await installation.db.update(users).set({ role: "annotator" }).where(eq(users.role, "admin"));
    const pair = [await addPerson("admin"), await addPerson("admin")] as const;
    const asAdmin = (user: User): Caller => installation.callerOf({ ...user } satisfies Actor);
    const outcomes = await Promise.allSettled([
      asAdmin(pair[0]).account.setRole({ projectId, userId: pair[1].id, role: "annotator" }),
      asAdmin(pair[1]).account.setDisabled({ projectId, userId: pair[0].id, disabled: true }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({
      cause: { details: { reason: "lastAdmin" } },
    });
    for (const { id } of pair) forgetActor(id);
  });
});
