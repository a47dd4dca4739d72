import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendToRanking, moveInRanking, removeFromRanking, toggleTie } from "@/app/desk/ranking";
import { formatRanking, parseRanking } from "@/app/desk/ranking-text";

const RESPONSES = ["A", "B", "C", "D"].map((label) => ({ label, id: `id-${label}` }));
const ids = (...groups: string[]) => groups.map((group) => [...group].map((label) => `id-${label}`));

describe("a typed ranking", () => {
  it.each([
    ["b a=d c", ids("B", "AD", "C")],
    ["B > A = D > C", ids("B", "AD", "C")],
    ["ba=dc", ids("B", "AD", "C")],
    ["d，c，b，a", ids("D", "C", "B", "A")],
    ["a=b=c=d", ids("ABCD")],
    ["", []],
    ["b a", ids("B", "A")],
  ])("reads %j", (text, ranking) => {
    expect(parseRanking(text, RESPONSES)).toEqual({ ranking, problem: null });
  });

  it("names what it cannot read and keeps the rest", () => {
    expect(parseRanking("b x a", RESPONSES)).toEqual({
      ranking: ids("B", "A"),
      problem: { kind: "unknown", label: "X" },
    });
    expect(parseRanking("b a b", RESPONSES)).toEqual({
      ranking: ids("B", "A"),
      problem: { kind: "twice", label: "B" },
    });
    expect(parseRanking("b =", RESPONSES)).toEqual({ ranking: ids("B"), problem: { kind: "danglingTie" } });
    expect(parseRanking("= b", RESPONSES).problem).toEqual({ kind: "danglingTie" });
  });

  it("comes back from its own text", () => {
    const ranking = fc
      .shuffledSubarray(RESPONSES.map((response) => response.id))
      .chain((order) =>
        fc
          .array(fc.boolean(), { minLength: order.length, maxLength: order.length })
          .map((ties) =>
            order.reduce<string[][]>((r, id, i) => appendToRanking(r, id, ties[i] === true), []),
          ),
      );
    fc.assert(
      fc.property(ranking, (value) => {
        expect(parseRanking(formatRanking(value, RESPONSES), RESPONSES)).toEqual({
          ranking: value,
          problem: null,
        });
      }),
    );
  });
});

describe("a ranking by hand", () => {
  it("keeps ties when a response is taken out", () => {
    expect(removeFromRanking(ids("B", "AD", "C"), "id-A")).toEqual(ids("B", "D", "C"));
    expect(removeFromRanking(ids("B", "A"), "id-B")).toEqual(ids("A"));
  });

  it("puts a response alone between two groups and joins it to a tie between whose members it lands", () => {
    expect(moveInRanking(ids("B", "AD"), "id-C", 0)).toEqual(ids("C", "B", "AD"));
    expect(moveInRanking(ids("B", "AD"), "id-C", 1)).toEqual(ids("B", "C", "AD"));
    expect(moveInRanking(ids("B", "AD"), "id-C", 2)).toEqual(ids("B", "ACD"));
    expect(moveInRanking(ids("B", "AD"), "id-C", 3)).toEqual(ids("B", "AD", "C"));
    expect(moveInRanking(ids("A", "B", "C"), "id-A", 2)).toEqual(ids("B", "C", "A"));
  });

  it("ties two neighbours and parts them again", () => {
    expect(toggleTie(ids("B", "A", "C"), "id-A")).toEqual(ids("BA", "C"));
    expect(toggleTie(ids("BA", "C"), "id-A")).toEqual(ids("B", "A", "C"));
    expect(toggleTie(ids("BAC"), "id-A")).toEqual(ids("B", "AC"));
    expect(toggleTie(ids("B", "A"), "id-B")).toEqual(ids("B", "A"));
  });

  it("never loses or doubles a response", () => {
    const step = fc.record({
      kind: fc.constantFrom("append", "tie", "move", "toggle"),
      label: fc.constantFrom("A", "B", "C", "D"),
      index: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let ranking: string[][] = [];
        const touched = new Set<string>();
        for (const { kind, label, index } of steps) {
          const id = `id-${label}`;
          if (kind === "toggle") ranking = toggleTie(ranking, id);
          else {
            touched.add(id);
            if (kind === "move") ranking = moveInRanking(ranking, id, index);
            else ranking = appendToRanking(ranking, id, kind === "tie");
          }
        }
        expect(ranking.flat().sort()).toEqual([...touched].sort());
        expect(ranking.every((group) => group.length > 0)).toBe(true);
      }),
    );
  });
});
