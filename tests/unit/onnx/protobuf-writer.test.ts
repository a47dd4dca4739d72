import { describe, expect, it } from "vitest";
import { ProtobufWriter } from "@/lm/onnx/protobuf-writer";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("ProtobufWriter", () => {
  // the examples of https://protobuf.dev/programming-guides/encoding
  it("writes the guide's examples byte for byte", () => {
    expect(hex(new ProtobufWriter().integer(1, 150).finish())).toBe("089601");
    expect(hex(new ProtobufWriter().string(2, "testing").finish())).toBe("120774657374696e67");
    const nested = new ProtobufWriter().message(3, (inner) => inner.integer(1, 150));
    expect(hex(nested.finish())).toBe("1a03089601");
    expect(hex(new ProtobufWriter().packedIntegers(6, [3, 270, 86_942]).finish())).toBe("3206038e029ea705");
  });

  it("writes negative numbers as ten bytes of two's complement, and 2⁶³ − 1 whole", () => {
    expect(hex(new ProtobufWriter().integer(1, -2).finish())).toBe("08feffffffffffffffff01");
    expect(hex(new ProtobufWriter().integer(1, 2n ** 63n - 1n).finish())).toBe("08ffffffffffffffff7f");
  });

  it("writes floats little-endian", () => {
    expect(hex(new ProtobufWriter().float(2, 1.5).finish())).toBe("150000c03f");
  });

  it("refuses numbers that are not whole", () => {
    expect(() => new ProtobufWriter().integer(1, 1.5)).toThrow(RangeError);
  });

  it("grows with what is written", () => {
    const bytes = new Uint8Array(100_000).fill(7);
    const written = new ProtobufWriter().bytes(1, bytes).integer(2, 1).finish();
    // tag, three bytes of length, the bytes, tag, value
    expect(written.byteLength).toBe(1 + 3 + 100_000 + 2);
    expect(Buffer.compare(written.subarray(4, 100_004), bytes)).toBe(0);
  });
});
