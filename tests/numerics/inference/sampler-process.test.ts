import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SamplingParameters } from "@/lib/contracts/sampling";
import { SamplerClient, type StreamEvent } from "@/lm/inference/client";
import { makeTinyModel } from "@/tests/support/make-tiny-model";

const PROJECT = path.resolve(import.meta.dirname, "../../..");
const TOKEN = "a token for the tests only";
const messages = [{ role: "user" as const, content: "hello there" }];
const parameters: SamplingParameters = {
  temperature: 1,
  topK: 0,
  topP: 1,
  maxNewTokens: 200,
  stop: [],
  seed: 4,
};

let data: string;
let url: string;
let process_: ChildProcess | undefined;
let output = "";

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startSampler(environment: Record<string, string> = {}): Promise<ChildProcess> {
  const child = await spawnSampler(environment);
  await expect.poll(() => output, { timeout: 60_000 }).toMatch(/sampler listens on/);
  return child;
}

async function spawnSampler(environment: Record<string, string> = {}): Promise<ChildProcess> {
  url = `http://127.0.0.1:${await freePort()}`;
  output = "";
  const child = spawn(process.execPath, ["--import", "tsx", "lm/inference/sampler-process.ts"], {
    cwd: PROJECT,
    env: {
      ...process.env,
      SAMPLER_URL: url,
      SAMPLER_TOKEN: TOKEN,
      PLAUDIT_DATA_DIR: data,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  process_ = child;
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
  return child;
}

const makeModel = (name: string, seed: number) =>
  makeTinyModel({ architecture: "llama", directory: path.join(data, "models", name), seed });

beforeEach(async () => {
  data = mkdtempSync(path.join(tmpdir(), "plaudit-sampler-process-"));
  await makeModel("policy-1", 1);
});

afterEach(() => {
  process_?.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

describe("the sampler process", () => {
  it("lists its models, and tells that it is well without a token", async () => {
    await startSampler();
    const client = new SamplerClient({ url, token: TOKEN });
    expect(await client.models()).toEqual(["policy-1"]);
    const health = await fetch(`${url}/health`);
    expect(await health.json()).toMatchObject({ status: "ok" });
  });

  it("speaks OpenAI's protocol: completions of token ids, usage, log-probabilities, server-sent events", async () => {
    await startSampler();
    const post = async (pathname: string, body: object) =>
      fetch(`${url}${pathname}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
        body: JSON.stringify({ model: "policy-1", max_tokens: 5, seed: 3, ...body }),
      });
    const extras = { logprobs: true, return_token_ids: true };
    const completion = await post("/v1/completions", { prompt: [5, 6, 7], n: 2, ...extras });
    expect(await completion.json()).toMatchObject({
      object: "text_completion",
      model: "policy-1",
      prompt_token_ids: [5, 6, 7],
      choices: [{ index: 0 }, { index: 1 }],
      usage: { prompt_tokens: 3 },
    });
    const chat = (await (await post("/v1/chat/completions", { messages, ...extras })).json()) as {
      choices: { message: { content: string }; token_ids: number[]; logprobs: { content: object[] } }[];
    };
    expect(chat.choices[0]?.logprobs.content).toHaveLength(chat.choices[0]?.token_ids.length ?? -1);

    const streamed = await post("/v1/chat/completions", {
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(streamed.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const events = (await streamed.text()).trim().split("\n\n");
    expect(events.at(-1)).toBe("data: [DONE]");
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.replace(/^data: /, "")) as Chunk);
    const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join("");
    expect(text).toBe(chat.choices[0]?.message.content);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toMatch(/^(stop|length)$/);
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(chat.choices[0]?.token_ids.length);
  });

  it("gives a new version beside a stream of the old one, and a replaced model from the next request on", async () => {
    await startSampler({ SAMPLER_MEMORY_BYTES: "1" });
    const client = new SamplerClient({ url, token: TOKEN });
    const ask = async (model: string) => (await client.chat({ model, messages, parameters }))[0];
    const old = await ask("policy-1");
    const events: StreamEvent[] = [];
    const streaming = (async () => {
      for await (const event of client.stream({ model: "policy-1", messages, parameters }))
        events.push(event);
    })();
    await expect.poll(() => events.length, { timeout: 30_000 }).toBeGreaterThan(0);
    await makeModel("policy-2", 2);
    const fresh = await ask("policy-2");
    await streaming;
    expect(events.at(-1)).toMatchObject({ type: "end", completion: { tokenIds: old?.tokenIds } });
    expect(fresh?.tokenIds).not.toEqual(old?.tokenIds);

    rmSync(path.join(data, "models", "policy-1"), { recursive: true });
    await makeModel("policy-1", 2);
    expect((await ask("policy-1"))?.tokenIds).toEqual(fresh?.tokenIds);
  });

  it("lets what is being said end when it is asked to leave, and takes nothing new", async () => {
    const child = await startSampler();
    const client = new SamplerClient({ url, token: TOKEN });
    const events: StreamEvent[] = [];
    const streaming = (async () => {
      for await (const event of client.stream({ model: "policy-1", messages, parameters }))
        events.push(event);
    })();
    await expect.poll(() => events.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await streaming;
    expect(events.at(-1)?.type).toBe("end");
    expect((await ended)[0]).toBe(0);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    expect(output).toMatch(/POST \/v1\/chat\/completions 200 \d+ ms/);
  });

  it("says what is missing in its environment", async () => {
    const child = await spawnSampler({ SAMPLER_TOKEN: "short" });
    expect((await once(child, "exit"))[0]).toBe(1);
    expect(output).toMatch(/SAMPLER_TOKEN must have at least 16 characters/);
  });
});

interface Chunk {
  choices: { delta?: { content?: string }; finish_reason: string | null }[];
  usage?: { completion_tokens: number };
}
