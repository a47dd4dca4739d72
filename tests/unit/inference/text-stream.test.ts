import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextStream, type TokenDecoder } from "@/lm/inference/text-stream";

/** A byte a token, as byte-level vocabularies have for rare characters. 256 is a special token. */
const BYTES: TokenDecoder = {
  decode: (ids) => new TextDecoder().decode(Uint8Array.from(ids.filter((id) => id < 256))),
};

function stream(text: string | Uint8Array, stops: string[] = []) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const all = new TextStream(BYTES, stops);
  const pieces = [...bytes].map((byte) => all.push(byte));
  pieces.push(all.finish());
  return { pieces: pieces.filter((piece) => piece !== ""), text: all.text, stopped: all.stopped };
}

describe("TextStream", () => {
  it("gives a character only when all its bytes are there", () => {
    expect(stream("aé你🙂!").pieces).toEqual(["a", "é", "你", "🙂", "!"]);
  });

  it("gives what never became a character at the end", () => {
    const { pieces, text } = stream(Uint8Array.of(0x41, 0xf0, 0x9f));
    expect(pieces[0]).toBe("A");
    expect(text).toBe(new TextDecoder().decode(Uint8Array.of(0x41, 0xf0, 0x9f)));
  });

  it("goes on after bytes that are no character", () => {
    expect(stream(Uint8Array.of(0xff, 0x41, 0x42)).text).toBe("\uFFFDAB");
  });

  it("gives no text for special tokens", () => {
    const all = new TextStream(BYTES);
    expect(all.push(256)).toBe("");
    expect(all.push(0x41)).toBe("A");
  });

  it("cuts a stop text off and heeds nothing after it", () => {
    expect(stream("one\n\ntwo", ["\n\n"])).toEqual({
      pieces: ["o", "n", "e"],
      text: "one",
      stopped: true,
    });
  });

  it("holds back what may be the beginning of a stop text until it is known", () => {
    const { pieces, stopped } = stream("a<|b<|end|>c", ["<|end|>"]);
    expect(pieces).toEqual(["a", "<|b"]);
    expect(stopped).toBe(true);
    expect(stream("a<|en", ["<|end|>"]).text).toBe("a<|en");
  });

  it("takes the stop text that comes first", () => {
    expect(stream("hello world", ["world", "lo"]).text).toBe("hel");
  });

  it("gives pieces that add up to the text up to the first stop text, for any text", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "é", "你", "🙂", "\n"), maxLength: 40 });
    const stops = fc.array(
      fc.string({ unit: fc.constantFrom("a", "b", "你", "\n"), minLength: 1, maxLength: 3 }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(letters, stops, (text, stopTexts) => {
        const ends = stopTexts.map((stop) => text.indexOf(stop)).filter((place) => place >= 0);
        // the first stop text to be complete ends the stream, even if another began before it
        const complete = stopTexts
          .map((stop) => ({ at: text.indexOf(stop), end: text.indexOf(stop) + stop.length }))
          .filter(({ at }) => at >= 0);
        const firstEnd = Math.min(...complete.map(({ end }) => end));
        const at = Math.min(...complete.filter(({ end }) => end === firstEnd).map((found) => found.at));
        const expected = ends.length > 0 ? text.slice(0, at) : text;
        const result = stream(text, stopTexts);
        expect(result.text).toBe(expected);
        expect(result.pieces.join("")).toBe(expected);
        expect(result.stopped).toBe(ends.length > 0);
      }),
    );
  });
});
