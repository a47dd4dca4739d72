import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerRequest } from "@/server/api/answer-request";
import type { Actor } from "@/server/auth/actor";
import { openInstallation, type Installation } from "@/tests/integration/support/installation";

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
});
afterAll(() => installation.close());

const ADDRESS = "http://plaudit.test/api/trpc/prompt.importText";

/** The body as a stream that counts what is read of it. */
function streamed(text: string, length?: number) {
  const read = { bytes: 0 };
  const chunk = new TextEncoder().encode(text.slice(0, 1_000));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (read.bytes >= text.length) return controller.close();
      read.bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
  const headers = {
    "content-type": "application/json",
    ...(length !== undefined && { "content-length": String(length) }),
  };
  return {
    read,
    request: new Request(ADDRESS, { method: "POST", headers, body, duplex: "half" } as RequestInit),
  };
}

async function answer(request: Request, actor: Actor | null) {
  const response = await answerRequest(request, () => Promise.resolve(installation.contextOf(actor)));
  const body = (await response.json()) as { error?: { json: { data: { app: unknown } } } };
  return { status: response.status, app: body.error?.json.data.app };
}

describe("a request's body", () => {
  it("is refused by its length alone, unread", async () => {
    const small = { code: "INVALID_INPUT", details: { reason: "requestTooLarge", limit: "64 kB" } };
    const large = { code: "INVALID_INPUT", details: { reason: "requestTooLarge", limit: "25 MB" } };
    for (const [actor, length, app] of [
      [null, 64_001, small],
      [installation.admin, 25_000_001, large],
    ] as const) {
      const { request, read } = streamed("x".repeat(10_000), length);
      expect(await answer(request, actor)).toEqual({ status: 413, app });
      expect(read.bytes).toBeLessThanOrEqual(1_000);
    }
  });

  it("that does not tell its length is read no further than the limit", async () => {
    const { request, read } = streamed("x".repeat(10_000_000));
    expect(await answer(request, null)).toMatchObject({ status: 413 });
    expect(read.bytes).toBeLessThan(70_000);
  });

  it("within the limit is answered, larger ones for whoever is signed in", async () => {
    const projectId = await installation.addProject();
    const text = Array.from({ length: 3_000 }, (_, i) => `question ${i} ${"x".repeat(30)}`).join("\n");
    const body = JSON.stringify({ json: { projectId, text } });
    expect(body.length).toBeGreaterThan(64_000);
    const post = () =>
      new Request(ADDRESS, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(await answer(post(), installation.admin)).toEqual({ status: 200, app: undefined });
    expect(await answer(post(), null)).toMatchObject({ status: 413 });
    const status = new Request("http://plaudit.test/api/trpc/setup.status");
    expect(await answer(status, null)).toEqual({ status: 200, app: undefined });
  });
});
