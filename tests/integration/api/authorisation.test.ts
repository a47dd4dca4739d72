import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLog } from "@/drizzle/schema/audit-log";
import { appRouter } from "@/server/api/root";
import type { Actor } from "@/server/auth/actor";
import { createUser } from "@/server/services/account/create-user";
import {
  completeJudgment,
  openInstallation,
  type ClaimedItem,
  type Installation,
} from "@/tests/integration/support/installation";

/** Rows that the calls name; each is there and of the project that the member belongs to. */
interface Fixtures {
  projectId: string;
  roundId: string;
  promptId: string;
  datasetId: string;
  versionId: string;
  /** Cancelled; `queuedJobId` waits. */
  jobId: string;
  queuedJobId: string;
  inviteId: string;
  token: string;
  /** A member who skipped an item. */
  skipperId: string;
  /** Somebody who signs in with a password. */
  accountId: string;
  skippedItemId: string;
  item: ClaimedItem;
  /** At the member's hand too. */
  otherItem: ClaimedItem;
}

/**
 * Who may call: anybody; any user (about themselves); members of the project and admins; admins.
 * A procedure that is not in the table fails the test below: decide, and add it.
 */
type Access = "anybody" | "user" | "member" | "admin";

const person = { email: "new@example.org", name: "New", password: "a long enough password" };
const token = "x".repeat(43);

const PROCEDURES: Record<string, [Access, (fixtures: Fixtures) => unknown]> = {
  "setup.status": ["anybody", () => undefined],
  "setup.createFirstAdmin": ["anybody", () => ({ token, ...person })],
  "invite.inspect": ["anybody", (f) => ({ token: f.token })],
  "invite.accept": ["anybody", () => ({ token, ...person })],
  "account.me": ["anybody", () => undefined],
  "account.inspectResetLink": ["anybody", () => ({ token })],
  "account.resetPassword": ["anybody", () => ({ token, password: person.password })],
  "invite.join": ["user", () => ({ token })],
  "account.update": ["user", () => ({ locale: "zh" })],
  "account.changePassword": ["user", () => ({ currentPassword: "wrong", newPassword: "another long one" })],
  "project.list": ["user", () => undefined],
  "project.get": ["member", (f) => ({ projectId: f.projectId })],
  "annotate.queue": ["member", (f) => ({ projectId: f.projectId })],
  "annotate.claimNext": ["member", (f) => ({ projectId: f.projectId })],
  "annotate.history": ["member", (f) => ({ projectId: f.projectId })],
  "annotate.heartbeat": ["member", (f) => ({ claimId: f.item.claim.id })],
  "annotate.saveDraft": [
    "member",
    (f) => ({ claimId: f.item.claim.id, draft: { scores: [], ranking: [], activeSeconds: 0 } }),
  ],
  "annotate.submit": ["member", (f) => completeJudgment(f.item)],
  "annotate.skip": ["member", (f) => ({ claimId: f.otherItem.claim.id, reason: "test" })],
  "annotate.takeBackSkip": ["member", (f) => ({ claimId: f.otherItem.claim.id })],
  "account.createResetLink": ["admin", (f) => ({ projectId: f.projectId, userId: f.accountId })],
  "account.setRole": ["admin", (f) => ({ projectId: f.projectId, userId: f.accountId, role: "admin" })],
  "account.setDisabled": ["admin", (f) => ({ projectId: f.projectId, userId: f.accountId, disabled: true })],
  "invite.create": ["admin", (f) => ({ projectId: f.projectId })],
  "invite.list": ["admin", (f) => ({ projectId: f.projectId })],
  "invite.revoke": ["admin", (f) => ({ inviteId: f.inviteId })],
  "project.overview": ["admin", (f) => ({ projectId: f.projectId })],
  "project.create": ["admin", () => ({ name: "Another" })],
  "project.update": ["admin", (f) => ({ projectId: f.projectId, description: "changed" })],
  "project.dimensionScores": ["admin", (f) => ({ projectId: f.projectId })],
  "project.members": ["admin", (f) => ({ projectId: f.projectId })],
  "project.removeMember": ["admin", (f) => ({ projectId: f.projectId, userId: f.skipperId })],
  "prompt.list": ["admin", (f) => ({ projectId: f.projectId })],
  "prompt.add": ["admin", (f) => ({ projectId: f.projectId, prompts: [{ messages: [user("hello")] }] })],
  "prompt.importText": ["admin", (f) => ({ projectId: f.projectId, text: "one\ntwo" })],
  "prompt.archive": ["admin", (f) => ({ promptId: f.promptId })],
  "round.list": ["admin", (f) => ({ projectId: f.projectId })],
  "round.get": ["admin", (f) => ({ roundId: f.roundId })],
  "round.items": ["admin", (f) => ({ roundId: f.roundId })],
  "round.releaseClaim": ["admin", (f) => ({ claimId: f.otherItem.claim.id })],
  "round.returnItem": ["admin", (f) => ({ roundItemId: f.skippedItemId, userId: f.skipperId })],
  "round.create": ["admin", (f) => ({ projectId: f.projectId })],
  "round.importResponses": [
    "admin",
    (f) => ({ roundId: f.roundId, text: '{"prompt":"p","responses":["r"]}' }),
  ],
  "round.open": ["admin", (f) => ({ roundId: f.roundId })],
  "round.pause": ["admin", (f) => ({ roundId: f.roundId })],
  "round.close": ["admin", (f) => ({ roundId: f.roundId })],
  "round.reopen": ["admin", (f) => ({ roundId: f.roundId })],
  "dataset.preview": ["admin", (f) => ({ projectId: f.projectId })],
  "dataset.freeze": ["admin", (f) => ({ projectId: f.projectId, seed: 1 })],
  "dataset.list": ["admin", (f) => ({ projectId: f.projectId })],
  "dataset.get": ["admin", (f) => ({ datasetId: f.datasetId })],
  "run.launchRewardModel": ["admin", (f) => ({ projectId: f.projectId, datasetId: f.datasetId })],
  "run.launchPolicy": ["admin", (f) => ({ projectId: f.projectId, rewardVersionId: randomUUID() })],
  "run.launchImport": ["admin", (f) => ({ projectId: f.projectId, source: "wheel:none" })],
  "run.estimate": [
    "admin",
    (f) => ({ kind: "train-reward-model", projectId: f.projectId, datasetId: f.datasetId }),
  ],
  "run.list": ["admin", (f) => ({ projectId: f.projectId })],
  "run.get": ["admin", (f) => ({ jobId: f.jobId })],
  "run.cancel": ["admin", (f) => ({ jobId: f.queuedJobId })],
  "run.retry": ["admin", (f) => ({ jobId: f.jobId })],
  "run.log": ["admin", (f) => ({ jobId: f.jobId })],
  "run.metrics": ["admin", (f) => ({ jobId: f.jobId })],
  "run.samples": ["admin", (f) => ({ jobId: f.jobId })],
  "run.live": ["admin", (f) => ({ jobId: f.jobId })],
  "run.liveProject": ["admin", (f) => ({ projectId: f.projectId })],
  "version.list": ["admin", (f) => ({ projectId: f.projectId })],
  "version.get": ["admin", (f) => ({ versionId: f.versionId })],
  "version.current": ["admin", (f) => ({ projectId: f.projectId })],
  "version.deploy": [
    "admin",
    (f) => ({ projectId: f.projectId, versionId: f.versionId, expectedCurrentVersionId: f.versionId }),
  ],
  "version.rollback": ["admin", (f) => ({ projectId: f.projectId, expectedCurrentVersionId: f.versionId })],
  "version.tryOut": ["admin", (f) => ({ versionId: f.versionId, messages: [user("hello")] })],
  "audit.list": ["admin", (f) => ({ projectId: f.projectId })],
};

function user(content: string) {
  return { role: "user", content };
}

let installation: Installation;
let fixtures: Fixtures;
let member: Actor;
let outsider: Actor;

beforeAll(async () => {
  installation = await openInstallation();
  const admin = installation.callerOf(installation.admin);
  const projectId = await installation.addProject();
  const version = await installation.addPolicy(projectId);
  member = await installation.addAnnotator(projectId);
  outsider = await installation.addAnnotator(await installation.addProject());
  const roundId = await installation.addOpenRound(projectId, { items: 8 });
  const caller = installation.callerOf(member);
  for (let i = 0; i < 5; i++) {
    const done = await caller.annotate.claimNext({ projectId });
    if (done) await caller.annotate.submit(completeJudgment(done));
  }
  const item = await caller.annotate.claimNext({ projectId });
  const otherItem = await caller.annotate.claimNext({ projectId, exceptClaimIds: [item?.claim.id ?? ""] });
  const skipper = await installation.addAnnotator(projectId);
  const skipped = await installation.callerOf(skipper).annotate.claimNext({ projectId });
  await installation.callerOf(skipper).annotate.skip({ claimId: skipped?.claim.id ?? "", reason: "test" });
  const addAccount = (email: string, role: Actor["role"]) =>
    createUser(installation.db, { ...person, email, role });
  const account = await addAccount("account@example.org", "annotator");
  // the last one who can sign in could not be disabled
  await addAccount("second-admin@example.org", "admin");
  const dataset = await admin.dataset.freeze({ projectId });
  const { jobId } = await admin.run.launchRewardModel({ projectId, datasetId: dataset.id });
  await admin.run.cancel({ jobId });
  const { jobId: queuedJobId } = await admin.run.launchImport({ projectId, source: "wheel:none" });
  const { url } = await admin.invite.create({ projectId });
  const { id: inviteId } = await admin.invite.create({ projectId });
  const { prompts } = await admin.prompt.list({ projectId });
  if (!item || !otherItem || !skipped || !prompts[0]) throw new Error("the fixtures are not complete");
  fixtures = {
    projectId,
    roundId,
    promptId: prompts[0].id,
    datasetId: dataset.id,
    versionId: version.id,
    jobId,
    queuedJobId,
    inviteId,
    token: new URL(url).searchParams.get("token") ?? "",
    skipperId: skipper.id,
    accountId: account.id,
    skippedItemId: skipped.item.id,
    item,
    otherItem,
  };
});
afterAll(() => installation.close());

/** "ok", or the code of the refusal. Of a subscription, the first event decides. */
async function outcome(path: string, actor: Actor | null): Promise<string> {
  const [router, procedure] = path.split(".") as [string, string];
  const caller = installation.callerOf(actor) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  try {
    const result = await caller[router]?.[procedure]?.(PROCEDURES[path]?.[1](fixtures));
    if (typeof result === "object" && result !== null && Symbol.asyncIterator in result) {
      const events = (result as AsyncIterable<unknown>)[Symbol.asyncIterator]();
      await events.next();
      await events.return?.();
    }
    return "ok";
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    // a subscription's own error, after it has begun
    return (error as { code?: string }).code ?? "unknown";
  }
}

function isMutation(path: string): boolean {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  return procedures[path]?._def.type === "mutation";
}

/** Let in, and then told what stands in the way of this very call. */
const OTHER_THAN_OK: Record<string, string> = {
  "setup.createFirstAdmin": "CONFLICT", // there is one
  "invite.accept": "FORBIDDEN", // the token of the table leads nowhere
  "invite.join": "FORBIDDEN",
  "account.inspectResetLink": "FORBIDDEN",
  "account.resetPassword": "FORBIDDEN",
  "account.changePassword": "BAD_REQUEST", // the password is wrong
  "round.open": "CONFLICT", // it is open
  "run.launchPolicy": "NOT_FOUND", // a reward model that is not there
  "version.deploy": "CONFLICT", // it is deployed
  "version.rollback": "CONFLICT", // there was none before
  "version.tryOut": "SAMPLER_UNAVAILABLE",
};

const paths = Object.keys(appRouter._def.procedures);

describe("authorisation", () => {
  it("is decided for every procedure", () => {
    expect(paths.toSorted()).toEqual(Object.keys(PROCEDURES).toSorted());
  });

  describe.each(paths)("%s", (path) => {
    const [access] = PROCEDURES[path] ?? ["admin"];

    if (access !== "anybody") {
      it("refuses nobody in particular", async () => {
        expect(await outcome(path, null)).toBe("UNAUTHORIZED");
      });
    }

    if (access === "admin") {
      it("refuses annotators, of this project and of another", async () => {
        expect(await outcome(path, member)).toBe("FORBIDDEN");
        expect(await outcome(path, outsider)).toBe("FORBIDDEN");
      });
    }

    if (access === "member") {
      it("tells an annotator of another project of nothing", async () => {
        // LEASE_NOT_YOURS travels as CONFLICT
        expect(await outcome(path, outsider)).toBe(
          path.match(/heartbeat|saveDraft|submit|skip/i) ? "CONFLICT" : "NOT_FOUND",
        );
      });
    }

    it("lets those in whom it is for", async () => {
      const actor = { anybody: null, user: outsider, member, admin: installation.admin }[access];
      const before = await installation.db.$count(auditLog);
      const code = await outcome(path, actor);
      if (access === "admin" && isMutation(path) && code === "ok") {
        // what an admin changes is on record
        expect(await installation.db.$count(auditLog)).toBe(before + 1);
      }
      expect(code).toBe(OTHER_THAN_OK[path] ?? "ok");
    });
  });
});
