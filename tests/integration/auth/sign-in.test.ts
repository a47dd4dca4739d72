import { verify } from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadActor } from "@/server/auth/load-actor";
import { signIn } from "@/server/auth/sign-in";
import { createUser } from "@/server/services/account/create-user";
import { openInstallation, type Installation } from "@/tests/integration/support/installation";

vi.mock("@node-rs/argon2", { spy: true });

const PASSWORD = "a long enough password";

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

const attempt = (email: string, password: string, clientAddress = "203.0.113.1") =>
  signIn({ db: installation.db, credentials: { email, password }, clientAddress });

function addPerson(email: string) {
  return createUser(installation.db, { email, name: "Person", password: PASSWORD, role: "annotator" });
}

describe("signing in", () => {
  it("takes the right password, whatever the e-mail's case, and nothing else", async () => {
    const user = await addPerson("one@example.org");
    expect(await attempt(" One@Example.org", PASSWORD)).toMatchObject({ id: user.id, sessionVersion: 1 });
    expect(await attempt("one@example.org", "a wrong password")).toBeNull();
    expect(await attempt("nobody@example.org", PASSWORD)).toBeNull();
    expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("does the same work for an unknown e-mail as for a wrong password, so that time tells nothing", async () => {
    const { passwordHash } = await addPerson("known@example.org");
    const costOf = async (email: string) => {
      vi.mocked(verify).mockClear();
      await attempt(email, "a wrong password");
      // algorithm, version and cost of each hash that was checked
      return vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split("$").slice(0, 4));
    };
    const known = await costOf("known@example.org");
    expect(known).toEqual([(passwordHash ?? "").split("$").slice(0, 4)]);
    expect(await costOf("unknown@example.org")).toEqual(known);
  });

  it("stops after ten failures from one place, also when they come at once, and lets others in", async () => {
    await addPerson("guessed@example.org");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 14 }, () => attempt("guessed@example.org", "a wrong password", "198.51.100.7")),
    );
    const limited = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(limited).toHaveLength(4);
    expect(limited[0]).toMatchObject({ reason: { code: "RATE_LIMITED", details: { minutes: 15 } } });
    // the right password does not help the guesser, but the owner elsewhere gets in
    await expect(attempt("guessed@example.org", PASSWORD, "198.51.100.7")).rejects.toMatchObject({
      code: "RATE_LIMITED",
    });
    expect(await attempt("guessed@example.org", PASSWORD, "198.51.100.8")).not.toBeNull();
  });

  it("ends every session by a change of password", async () => {
    const user = await addPerson("changing@example.org");
    const { db } = installation;
    const actor = await loadActor(db, { userId: user.id, sessionVersion: 1 });
    if (!actor) throw new Error("not signed in");
    const caller = installation.callerOf(actor);
    await expect(
      caller.account.changePassword({
        currentPassword: "not this one",
        newPassword: "another long password",
      }),
    ).rejects.toMatchObject({ cause: { code: "INVALID_INPUT" } });
    await expect(
      caller.account.changePassword({ currentPassword: PASSWORD, newPassword: "short" }),
    ).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await caller.account.changePassword({ currentPassword: PASSWORD, newPassword: "another long password" });
    expect(await loadActor(db, { userId: user.id, sessionVersion: 1 })).toBeNull();
    expect(await loadActor(db, { userId: user.id, sessionVersion: 2 })).toMatchObject({ id: user.id });
    expect(await attempt("changing@example.org", PASSWORD)).toBeNull();
    expect(await attempt("changing@example.org", "another long password")).toMatchObject({
      sessionVersion: 2,
    });
  });
});
