import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { SafetensorsFile } from "@/lm/checkpoint/safetensors-file";
import { writeSafetensors } from "@/lm/checkpoint/write-safetensors";
import { expectAppError } from "@/tests/support/expect-app-error";
import { temporaryDirectory } from "@/tests/support/temporary-directory";

const directory = temporaryDirectory();
let count = 0;
const newFile = () => path.join(directory, `${count++}.safetensors`);

/** A file with this header text and so many bytes of data, whatever they mean. */
function fileWith(header: string, data: Uint8Array, declaredLength = Buffer.byteLength(header)): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(declaredLength));
  const file = newFile();
  writeFileSync(file, Buffer.concat([length, Buffer.from(header, "utf8"), data]));
  return file;
}

const headerOf = (tensors: Record<string, unknown>) => JSON.stringify(tensors);

describe("writing and reading", () => {
  test("gives the same numbers, shapes and order back; the first tensor is aligned to 64 bytes", async () => {
    const file = newFile();
    const a = Float32Array.of(1.5, -2, 3e-20, 4, 5, 6);
    const written = await writeSafetensors(file, [
      { name: "z.weight", shape: [2, 3], data: a },
      { name: "a.bias", shape: [1], data: () => Float32Array.of(7) },
      { name: "empty", shape: [0, 4], data: new Float32Array(0) },
    ]);
    const opened = SafetensorsFile.open(file);
    expect(opened.names()).toEqual(["z.weight", "a.bias", "empty"]);
    expect(opened.shape("z.weight")).toEqual([2, 3]);
    expect(opened.read("z.weight")).toEqual(a);
    expect(opened.read("a.bias")).toEqual(Float32Array.of(7));
    expect(opened.read("empty")).toHaveLength(0);
    expect(written.tensors.get("z.weight")?.offset).toBe(opened.entries.get("z.weight")?.offset);
    expect((written.tensors.get("z.weight")?.offset ?? 1) % 64).toBe(0);
    expect(readFileSync(file).byteLength).toBe(written.totalBytes);
    opened.close();
  });

  test("equal tensors have equal content hashes, other numbers another", async () => {
    const hash = async (value: number) =>
      (await writeSafetensors(newFile(), [{ name: "w", shape: [1], data: Float32Array.of(value) }]))
        .contentHash;
    expect(await hash(1)).toBe(await hash(1));
    expect(await hash(1)).not.toBe(await hash(2));
  });

  test.each([
    ["F64", new Float64Array([1.5, -2]), [1.5, -2]],
    ["F16", new Uint16Array([0x3c00, 0xc100, 0x0001, 0x7c00]), [1, -2.5, 2 ** -24, Infinity]],
    ["BF16", new Uint16Array([0x3f80, 0xc020]), [1, -2.5]],
    ["I64", new BigInt64Array([-3n, 4n]), [-3, 4]],
    ["I8", new Int8Array([-3, 4]), [-3, 4]],
    ["BOOL", new Uint8Array([0, 1]), [0, 1]],
  ])("%s becomes float32", (dtype, data, expected) => {
    const bytes = new Uint8Array(data.buffer);
    const header = { w: { dtype, shape: [expected.length], data_offsets: [0, bytes.byteLength] } };
    const file = SafetensorsFile.open(fileWith(headerOf(header), bytes));
    expect(Array.from(file.read("w"))).toEqual(expected);
    file.close();
  });
});

describe("a file that lies is refused by name before anything is allocated", () => {
  const four = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const open = (header: string, data: number, length?: number) => () =>
    SafetensorsFile.open(fileWith(header, new Uint8Array(data), length));

  test("an empty or cut file", () => {
    const empty = newFile();
    writeFileSync(empty, "");
    expectAppError(() => SafetensorsFile.open(empty), "TRUNCATED_FILE", /ends early/);
    expectAppError(open(headerOf({ w: four }), 4, 9000), "TRUNCATED_FILE", /header takes 9000 bytes/);
    expectAppError(open(headerOf({ w: four }), 3), "TRUNCATED_FILE", /tensor w ends at byte/);
  });

  test("an absurd header length", () => {
    const file = newFile();
    writeFileSync(file, Buffer.alloc(64, 0xff));
    expectAppError(() => SafetensorsFile.open(file), "MALFORMED_FILE", /18446744073709551615/);
  });

  test("a header that is no JSON object", () => {
    expectAppError(open("{oops", 0), "MALFORMED_FILE", /not JSON/);
    expectAppError(open("[1]", 0), "MALFORMED_FILE", /not a JSON object/);
    expectAppError(open(headerOf({ w: { shape: [1] } }), 4), "MALFORMED_FILE", /tensor w wrongly/);
  });

  test("offsets that do not follow from type and shape", () => {
    const wrong = { ...four, data_offsets: [0, 8] };
    expectAppError(open(headerOf({ w: wrong }), 8), "MALFORMED_FILE", /tensor w .* takes 4 bytes, not 8/);
    const reversed = { ...four, data_offsets: [4, 0] };
    expectAppError(open(headerOf({ w: reversed }), 8), "MALFORMED_FILE", /tensor w/);
    const huge = { ...four, shape: [2 ** 30, 2 ** 30, 2 ** 30] };
    expectAppError(open(headerOf({ w: huge }), 4), "MALFORMED_FILE", /tensor w/);
  });

  test("a size that would take terabytes", () => {
    const bytes = 2 ** 42;
    const tera = { dtype: "F32", shape: [2 ** 40], data_offsets: [0, bytes] };
    expectAppError(open(headerOf({ w: tera }), 4), "TRUNCATED_FILE", /tensor w/);
  });

  test("tensors that overlap", () => {
    const header = headerOf({
      a: { ...four, shape: [2], data_offsets: [0, 8] },
      b: { ...four, data_offsets: [4, 8] },
    });
    expectAppError(open(header, 8), "MALFORMED_FILE", /a and b overlap/);
  });

  test("an unknown number type", () => {
    const header = headerOf({ w: { dtype: "F8_E4M3", shape: [4], data_offsets: [0, 4] } });
    expectAppError(open(header, 4), "UNSUPPORTED_FORMAT", /F8_E4M3/);
  });
});
