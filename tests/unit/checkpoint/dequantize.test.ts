import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GGUF_FORMATS } from "@/lm/checkpoint/gguf/dequantize";

const fixtureSchema = z.object({
  types: z.record(z.string(), z.object({ type: z.int(), blocks: z.string(), values: z.string() })),
});
const path = new URL("../../fixtures/parity/gguf-blocks.json", import.meta.url);
const fixture = fixtureSchema.parse(JSON.parse(readFileSync(path, "utf8")));

describe("quantised blocks give the bits that ggml's own package reads", () => {
  test.each(Object.entries(fixture.types))("%s", (name, { type, blocks, values }) => {
    const format = GGUF_FORMATS.get(type);
    if (!format) throw new Error(`${name} is missing`);
    const bytes = Uint8Array.from(Buffer.from(blocks, "base64"));
    const expected = new Float32Array(Uint8Array.from(Buffer.from(values, "base64")).buffer);
    const out = new Float32Array(expected.length);
    expect(format.name).toBe(name);
    expect(bytes.byteLength).toBe((out.length / format.size) * format.bytes);
    format.dequantize(bytes, out);
    expect(out).toEqual(expected);
  });
});
