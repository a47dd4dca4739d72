import type { AddressInfo } from "node:net";
import path from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SamplingParameters } from "@/lib/contracts/sampling";
import { SamplerClient, type StreamEvent } from "@/lm/inference/client";
import { Generator } from "@/lm/inference/generator";
import { ModelPool } from "@/lm/inference/model-pool";
import { createSamplerServer } from "@/lm/inference/sampler-server";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";
import { loadTextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const TOKEN = "a token for the tests only";
const messages = [{ role: "user" as const, content: "hello there" }];
const parameters: SamplingParameters = {
  temperature: 1,
  topK: 0,
  topP: 1,
  maxNewTokens: 24,
  stop: [],
  seed: 11,
};

let root: string;
let pool: ModelPool;
let server: Server;
let url: string;
let client: SamplerClient;

async function listen(options: {
  maxQueued?: number;
  pool: ModelPool;
}): Promise<{ server: Server; url: string }> {
  const started = createSamplerServer({ token: TOKEN, ...options });
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return { server: started, url: `http://127.0.0.1:${(started.address() as AddressInfo).port}` };
}

function post(body: unknown, headers: Record<string, string> = { Authorization: `Bearer ${TOKEN}` }) {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "plaudit-sampler-"));
  await makeTinyModel({ architecture: "llama", directory: path.join(root, "one"), seed: 1 });
  await makeTinyModel({ architecture: "llama", directory: path.join(root, "two"), seed: 2 });
  pool = new ModelPool({ root, byteBudget: 2 ** 30, threads: 1 });
  ({ server, url } = await listen({ pool }));
  client = new SamplerClient({ url, token: TOKEN });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.dispose();
  rmSync(root, { recursive: true, force: true });
});

describe("the sampler", () => {
  it("gives the generator's own tokens and log-probabilities over HTTP", async () => {
    const directory = path.join(root, "one");
    const promptTokenIds = encodePrompt(loadTextTokenizer(directory), { messages });
    const generator = await Generator.load(directory, { threads: 1 });
    const direct = await generator.submit({ promptTokenIds, parameters });
    await generator.dispose();
    const [served] = await client.chat({ model: "one", messages, parameters });
    expect(served?.tokenIds).toEqual(direct.tokenIds);
    expect(served?.text).toBe(direct.text);
    expect(served?.finishReason).toBe(direct.finishReason);
    served?.logprobs.forEach((logprob, i) => expect(logprob).toBeCloseTo(direct.logprobs[i] as number, 5));
  });

  it("gives n completions with seeds of their own, the same ones again", async () => {
    const first = await client.chat({ model: "one", messages, parameters, n: 3 });
    expect(new Set(first.map(({ tokenIds }) => tokenIds.join(" "))).size).toBe(3);
    const again = await client.chat({ model: "one", messages, parameters, n: 3 });
    expect(again.map(({ tokenIds }) => tokenIds)).toEqual(first.map(({ tokenIds }) => tokenIds));
  });

  it("streams pieces that add up to the whole text, while another model is loaded", async () => {
    const [whole] = await client.chat({ model: "one", messages, parameters });
    const events: StreamEvent[] = [];
    const streaming = (async () => {
      for await (const event of client.stream({ model: "one", messages, parameters })) events.push(event);
    })();
    const other = client.chat({ model: "two", messages, parameters });
    await streaming;
    const pieces = events.flatMap((event) => (event.type === "text" ? [event.text] : []));
    expect(pieces.join("")).toBe(whole?.text);
    expect(events.at(-1)).toMatchObject({ type: "end", completion: { tokenIds: whole?.tokenIds } });
    expect((await other)[0]?.tokenIds.length).toBeGreaterThan(0);
    expect(pool.loaded.sort()).toEqual(["one", "two"]);
  });

  it("stops drawing when the client goes away", async () => {
    const long = { ...parameters, maxNewTokens: 200, stop: [] };
    const abort = new AbortController();
    const asked = client.stream({ model: "one", messages, parameters: long, signal: abort.signal });
    await asked.next();
    abort.abort();
    await expect(asked.next().then(() => asked.next())).rejects.toMatchObject({ code: "RUN_CANCELLED" });
    await expect.poll(() => pool.load, { timeout: 5_000 }).toBe(0);
  });

  it("unloads the least recently used model where the byte budget wants it", async () => {
    const small = new ModelPool({ root, byteBudget: 1, threads: 1 });
    await small.use("one", async () => undefined);
    await small.use("two", async () => undefined);
    expect(small.loaded).toEqual(["two"]);
    await small.dispose();
  });

  it("refuses a wrong token, broken JSON, a wrong field and names outside its root", async () => {
    expect((await post({ model: "one", messages }, {})).status).toBe(401);
    expect((await post({ model: "one", messages }, { Authorization: "Bearer no" })).status).toBe(401);
    expect((await post("{")).status).toBe(400);
    expect((await post({ model: "one", messages: [] })).status).toBe(400);
    expect((await post({ model: "one", messages, temperature: -1 })).status).toBe(400);
    for (const model of ["../one", "one/../two", "/etc", ".", ""]) {
      expect((await post({ model, messages })).status).toBe(400);
    }
    const missing = await post({ model: "three", messages });
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: "NOT_FOUND" } });
  });

  it("names a prompt that is too long for the model", async () => {
    const long = [{ role: "user" as const, content: "word ".repeat(2000) }];
    await expect(client.chat({ model: "one", messages: long, parameters })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("tells a client to come back where its queue is full", async () => {
    const full = await listen({ pool, maxQueued: 0 });
    const response = await fetch(`${full.url}/v1/chat/completions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ model: "one", messages }),
    });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("1");
    const busy = new SamplerClient({ url: full.url, token: TOKEN });
    await expect(busy.chat({ model: "one", messages, parameters })).rejects.toMatchObject({
      code: "SAMPLER_BUSY",
    });
    full.server.closeAllConnections();
    full.server.close();
  });
});
