import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { fetchHubModel } from "@/lm/checkpoint/sources/fetch-hub-model";
import { importModel } from "@/lm/import-model";
import { expectAppError } from "@/tests/support/expect-app-error";
import { makeTinyModel } from "@/tests/support/make-tiny-model";
import { silentReporter } from "@/tests/support/silent-reporter";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const root = temporaryDirectory();
const place = (name: string) => path.join(root, name);
const context = { reporter: silentReporter(), signal: new AbortController().signal };

/** A hub on this machine with one repository, as the client library talks to one. */
let server: Server;
let requests: { url: string; authorization: string | undefined }[] = [];
let corrupt = false;

beforeAll(async () => {
  await makeTinyModel({ architecture: "gpt2", directory: place("gpt2"), seed: 1 });
  const files = new Map(
    readdirSync(place("gpt2"))
      .filter((name) => name !== "onnx")
      .map((name) => [name, readFileSync(path.join(place("gpt2"), name))]),
  );
  files.set("README.md", Buffer.from("not wanted"));
  server = createServer((request, response) => {
    const url = request.url ?? "";
    requests.push({ url, authorization: request.headers.authorization });
    if (url.startsWith("/api/models/tiny/gpt2/tree/main")) {
      const list = Array.from(files, ([name, data]) => ({
        type: "file",
        path: name,
        size: data.byteLength,
        oid: "0",
        ...(name.endsWith(".safetensors") && {
          lfs: {
            oid: createHash("sha256").update(data).digest("hex"),
            size: data.byteLength,
            pointerSize: 130,
          },
        }),
      }));
      response.setHeader("content-type", "application/json").end(JSON.stringify(list));
      return;
    }
    const name = /^\/tiny\/gpt2\/resolve\/main\/(.+)$/.exec(url)?.[1];
    const data = files.get(name ?? "");
    if (!data) {
      response.writeHead(url.includes("private") ? 401 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: "no" }));
      return;
    }
    const [from = 0, to = data.byteLength - 1] =
      /^bytes=(\d+)-(\d+)?/
        .exec(request.headers.range ?? "")
        ?.slice(1)
        .map((n) => (n ? Number(n) : undefined)) ?? [];
    const part = Buffer.from(data.subarray(from, to + 1));
    if (corrupt && part.byteLength > 100) part[50] = (part[50] ?? 0) ^ 1;
    response.writeHead(206, {
      "content-range": `bytes ${from}-${to}/${data.byteLength}`,
      "content-length": part.byteLength,
      etag: '"x"',
    });
    response.end(part);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  requests = [];
  corrupt = false;
  vi.stubEnv("HF_ENDPOINT", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  vi.stubEnv("XDG_CACHE_HOME", place(`cache-${Math.random()}`));
});
afterEach(() => vi.unstubAllEnvs());

describe("a model of a hub", () => {
  test("is downloaded with the token, only what is needed, and imported; the second time from the cache", async () => {
    vi.stubEnv("HF_TOKEN", "hf_secret");
    const result = await importModel({ source: "hub:tiny/gpt2", out: place("out") }, context);
    expect(result).toMatchObject({ modelType: "gpt2", tensors: 28 });
    expect(requests.every((r) => r.authorization === "Bearer hf_secret")).toBe(true);
    expect(requests.some((r) => r.url.includes("README"))).toBe(false);
    requests = [];
    await fetchHubModel("tiny/gpt2", context);
    expect(requests).toHaveLength(1);
  });

  test("damaged on the way is not kept", async () => {
    corrupt = true;
    await expectAppError(() => fetchHubModel("tiny/gpt2", context), "TRUNCATED_FILE", /did not arrive whole/);
    const kept = readdirSync(path.join(process.env.XDG_CACHE_HOME ?? "", "plaudit/hub/tiny--gpt2@main"));
    expect(kept.filter((name) => name.includes("part"))).toEqual([]);
  });

  test("what is not there, not given out or not reachable is said so", async () => {
    await expectAppError(() => fetchHubModel("tiny/other", context), "NOT_FOUND", /no model tiny\/other/);
    await expectAppError(() => fetchHubModel("tiny/private", context), "FORBIDDEN", /HF_TOKEN/);
    await expectAppError(() => fetchHubModel("tiny/gpt2/x.gguf", context), "NOT_FOUND", /no file x\.gguf/);
    await expectAppError(() => fetchHubModel("../../etc", context), "INVALID_INPUT", /no hub id/);
    vi.stubEnv("HF_ENDPOINT", "http://127.0.0.1:9");
    await expectAppError(
      () => fetchHubModel("tiny/gpt2", context),
      "SOURCE_UNREACHABLE",
      /127\.0\.0\.1:9 cannot be reached.*HF_ENDPOINT.*wheel:NAME/,
    );
  });
});
