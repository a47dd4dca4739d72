import { mkdtempSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parsePreference } from "@/trainer/reward/parse-preference";
import { readPreferenceData } from "@/trainer/reward/read-preference-data";

const directory = mkdtempSync(path.join(tmpdir(), "plaudit-preferences-"));

function file(name: string, text: string): string {
  const place = path.join(directory, name);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

describe("the format of each entry is told by its fields", () => {
  it("the article's scored responses keep their scores and order", () => {
    const record = parsePreference({
      input: "火星与地球相比有何不同?",
      outputs: [
        { response: "火星的重力比地球低", score: 5 },
        { response: "火星是一个有红色表面的星球", score: 3 },
      ],
    });
    expect(record.messages).toEqual([{ role: "user", content: "火星与地球相比有何不同?" }]);
    expect(record.responses).toEqual([
      { text: "火星的重力比地球低", score: 5 },
      { text: "火星是一个有红色表面的星球", score: 3 },
    ]);
    expect(record.ranking).toBeUndefined();
  });

  it.each([
    ["the completion alone", { prompt: "2 + 2?", chosen: "4", rejected: "5" }],
    ["the prompt repeated", { prompt: "2 + 2?", chosen: "2 + 2? 4", rejected: "2 + 2? 5" }],
    ["no prompt but a shared beginning", { chosen: "2 + 2? 4", rejected: "2 + 2? 5" }],
    [
      "messages",
      {
        prompt: [{ role: "user", content: "2 + 2?" }],
        chosen: [{ role: "assistant", content: "4" }],
        rejected: [{ role: "assistant", content: "5" }],
      },
    ],
    [
      "messages with the prompt repeated as text",
      {
        prompt: "2 + 2?",
        chosen: [
          { role: "user", content: "2 + 2?" },
          { role: "assistant", content: "4" },
        ],
        rejected: [
          { role: "user", content: "2 + 2?" },
          { role: "assistant", content: "5" },
        ],
      },
    ],
    [
      "whole transcripts",
      { chosen: "\n\nHuman: 2 + 2?\n\nAssistant: 4", rejected: "\n\nHuman: 2 + 2?\n\nAssistant: 5" },
    ],
    ["a transcript as prompt", { prompt: "\n\nHuman: 2 + 2?\n\nAssistant:", chosen: " 4", rejected: " 5" }],
    ["a run-log triple", ["2 + 2?", "4", "5"]],
  ])("a pair given as %s gives prompt, chosen first, rejected second", (_, value) => {
    const record = parsePreference(value);
    expect(record.messages).toEqual([{ role: "user", content: "2 + 2?" }]);
    expect(record.responses.map(({ text }) => text.trim())).toEqual(["4", "5"]);
    expect(record.ranking).toEqual([[0], [1]]);
  });

  it("earlier turns and a system message stay in the prompt", () => {
    const turns = "\n\nHuman: Hi\n\nAssistant: Hello!\n\nHuman: A joke?\n\nAssistant: ";
    expect(parsePreference({ chosen: `${turns}Knock, knock.`, rejected: `${turns}No.` }).messages).toEqual([
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello!" },
      { role: "user", content: "A joke?" },
    ]);
    const system = { role: "system", content: "Be brief." };
    const user = { role: "user", content: "Hi" };
    expect(
      parsePreference({
        chosen: [system, user, { role: "assistant", content: "Hey" }],
        rejected: [system, user, { role: "assistant", content: "Greetings, traveller" }],
      }).messages,
    ).toEqual([system, user]);
  });

  it("an answer that happens to begin like the prompt loses nothing when only one does", () => {
    const record = parsePreference({ prompt: "Why", chosen: "Why not?", rejected: "Because." });
    expect(record.responses.map(({ text }) => text)).toEqual(["Why not?", "Because."]);
  });

  it("texts that stand alone have an empty prompt and lose nothing, whatever they begin with", () => {
    const pairs = [
      { chosen: "I think it is good.", rejected: "I think it is bad." },
      { chosen: "I think so.", rejected: "I think not." },
      { chosen: "yes", rejected: "no" },
      { prompt: "", chosen: "good", rejected: "bad" },
      { prompt: " \n", chosen: "fine", rejected: "poor" },
      { chosen: [{ role: "assistant", content: "a" }], rejected: [{ role: "assistant", content: "b" }] },
    ];
    const records = pairs.map(parsePreference);
    for (const { messages } of records) expect(messages).toEqual([{ role: "user", content: "" }]);
    expect(records[0]?.responses.map(({ text }) => text)).toEqual([pairs[0]?.chosen, pairs[0]?.rejected]);
    expect(new Set(records.map((record) => record.promptKey)).size).toBe(pairs.length);
    // the same line in two files is the same
    expect(parsePreference(pairs[2]).promptKey).toBe(records[2]?.promptKey);
  });

  it.each([
    ["Who? Me.", "Who? Nobody.", "Who?", ["Me.", "Nobody."]],
    ["Who? It is me.", "Who? It is you.", "Who?", ["It is me.", "It is you."]],
    ["火星有何不同？重力低", "火星有何不同？重力高", "火星有何不同？", ["重力低", "重力高"]],
    [
      "Question: 1 + 1\n\nAnswer: 2",
      "Question: 1 + 1\n\nAnswer: 3",
      "Question: 1 + 1\n\nAnswer:",
      ["2", "3"],
    ],
    ["[INST] Hi [/INST] Hey", "[INST] Hi [/INST] Ho", "[INST] Hi [/INST]", ["Hey", "Ho"]],
  ])("of %j and %j the prompt is where a prompt can end", (chosen, rejected, prompt, texts) => {
    const record = parsePreference({ chosen, rejected });
    expect(record.messages).toEqual([{ role: "user", content: prompt }]);
    expect(record.responses.map(({ text }) => text)).toEqual(texts);
  });

  it("looking for where a prompt ends takes time in proportion, whatever the text", () => {
    const start = performance.now();
    for (const row of ["?", "\n", "#", "A", "？", "[/a", "\n\n "]) {
      const text = row.repeat(100_000);
      parsePreference({ chosen: `${text}a`, rejected: `${text}b` });
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it("what follows the last common message of the user is the response, be it several turns", () => {
    const [user, more] = [
      { role: "user" as const, content: "Hi" },
      { role: "user" as const, content: "More?" },
    ];
    const answer = (content: string) => ({ role: "assistant" as const, content });
    const trl = parsePreference({
      prompt: [user],
      chosen: [answer("Hello"), more, answer("Yes")],
      rejected: [answer("No")],
    });
    expect(trl.messages).toEqual([user]);
    expect(trl.responses).toEqual([
      { text: "Hello\nuser: More?\nassistant: Yes", turns: [answer("Hello"), more, answer("Yes")] },
      { text: "No", turns: [answer("No")] },
    ]);
    const hh = parsePreference({
      chosen: "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: More?\n\nAssistant: Yes",
      rejected: "\n\nHuman: Hi\n\nAssistant: No",
    });
    expect(hh).toEqual(trl);
    expect(
      parsePreference({
        prompt: "\n\nHuman: Hi\n\nAssistant:",
        chosen: " Hello\n\nHuman: More?\n\nAssistant: Yes",
        rejected: " No",
      }),
    ).toEqual(trl);
  });

  it("conversations that differ from their first message on are read whole", () => {
    const record = parsePreference({
      chosen: "\n\nHuman: a\n\nAssistant: b",
      rejected: "\n\nHuman: c\n\nAssistant: d",
    });
    expect(record.messages).toEqual([{ role: "user", content: "" }]);
    expect(record.responses[0]?.turns).toEqual([
      { role: "user", content: "a" },
      { role: "assistant", content: "b" },
    ]);
  });

  it("a prompt with a system message may be repeated without it", () => {
    const system = { role: "system", content: "Be brief." };
    const user = { role: "user", content: "Hi" };
    const record = parsePreference({
      prompt: [system, user],
      chosen: [user, { role: "assistant", content: "Hey" }],
      rejected: [user, { role: "assistant", content: "Ho" }],
    });
    expect(record.messages).toEqual([system, user]);
  });

  it("fields that have nothing to do with it do not keep a pair from being read", () => {
    const pair = { prompt: "a", chosen: "b", rejected: "c" };
    const record = parsePreference(pair);
    expect(parsePreference({ ...pair, responses: ["b", "c"], messages: "x" })).toEqual(record);
    expect(parsePreference({ ...pair, input: "a", outputs: "b" })).toEqual(record);
    const text = (content: string) => [
      { type: "text", text: content.slice(0, 1) },
      { type: "text", text: content.slice(1) },
    ];
    expect(
      parsePreference({
        prompt: [{ role: "user", content: text("a"), name: "Ann" }],
        chosen: [{ role: "assistant", content: text("bb"), weight: 1 }],
        rejected: [{ role: "assistant", content: "c" }],
      }).responses,
    ).toEqual([{ text: "bb" }, { text: "c" }]);
    // chosen and rejected of some other kind: the scores count
    expect(
      parsePreference({ input: "a", outputs: [{ response: "b", score: 1 }], chosen: 0, rejected: 1 })
        .responses,
    ).toEqual([{ text: "b", score: 1 }]);
  });

  it("a margin is kept", () => {
    expect(parsePreference({ prompt: "a", chosen: "b", rejected: "c", margin: 0.5 }).margin).toBe(0.5);
  });

  it("records of one prompt share their key in every format", () => {
    const keys = [
      { prompt: "2 + 2?", chosen: "4", rejected: "5" },
      { input: "2 + 2?", outputs: [{ response: "4", score: 5 }] },
      { chosen: "\n\nHuman: 2 + 2?\n\nAssistant: 4", rejected: "\n\nHuman: 2 + 2?\n\nAssistant: 5" },
    ].map((value) => parsePreference(value).promptKey);
    expect(new Set(keys).size).toBe(1);
    expect(parsePreference({ prompt: "3 + 3?", chosen: "4", rejected: "5" }).promptKey).not.toBe(keys[0]);
  });

  it.each([
    [{ prompt: "a", chosen: "b", rejected: "b" }, /the same/],
    [{ prompt: "a", chosen: "b" }, /neither .*fields: prompt, chosen/],
    [{ input: "a", outputs: [{ response: "b", score: "good" }] }, /outputs\.0\.score/],
    [{ input: "a", outputs: [] }, /outputs/],
    [["a", "b"], /question, accepted answer, rejected answer/],
    [{ chosen: "\n\nHuman: a", rejected: "\n\nHuman: c\n\nAssistant: d" }, /end with an assistant's message/],
    [{ prompt: "a", chosen: [{ role: "tool", content: "b" }], rejected: [] }, /chosen\.0\.role/],
    [{ prompt: "a", chosen: [{ role: "assistant" }], rejected: [] }, /chosen\.0\.content/],
    [
      {
        prompt: [{ role: "user", content: [{ type: "image", url: "x" }] }],
        chosen: [{ role: "assistant", content: "b" }],
        rejected: [{ role: "assistant", content: "c" }],
      },
      /prompt\.0\.content\.0\.type: only text can be read/,
    ],
  ])("%j is refused with a reason", (value, reason) => {
    expect(() => parsePreference(value)).toThrow(reason);
  });
});

describe("readPreferenceData", () => {
  const good = JSON.stringify({ prompt: "a", chosen: "b", rejected: "c" });

  it("keeps good lines and reports bad ones by number and reason, formats mixed in one file", async () => {
    const hh = JSON.stringify({
      chosen: "\n\nHuman: a\n\nAssistant: b",
      rejected: "\n\nHuman: a\n\nAssistant: c",
    });
    const place = file("mixed.jsonl", `\uFEFF${good}\n\n{oops\n${hh}\r\n{"text": 1}\n["q", "yes", "no"]`);
    const data = await readPreferenceData(place, { split: "train" });
    expect(data.records).toHaveLength(3);
    expect(data.problems.map(({ line }) => line)).toEqual([3, 5]);
    expect(data.problems[0]?.reason).toMatch(/not valid JSON/);
    expect(data.problemCount).toBe(2);
  });

  it("reads a JSON array, on one line or pretty-printed, with brackets, commas and quotes inside texts", async () => {
    const entries = [
      { input: 'a ], [ {"', outputs: [{ response: "x, \\ ] }", score: 1 }] },
      { prompt: "b", chosen: "line\nbreak", rejected: "" },
      ["q", "[yes]", "no"],
    ];
    for (const text of [
      JSON.stringify(entries),
      JSON.stringify(entries, null, 2),
      `\n[\n${entries.map((e) => JSON.stringify(e)).join(",\n")}]`,
    ]) {
      const { records, problems } = await readPreferenceData(file("array.json", text), { split: "train" });
      expect(problems).toEqual([]);
      expect(records.map((record) => record.responses[0]?.text)).toEqual([
        "x, \\ ] }",
        "line\nbreak",
        "[yes]",
      ]);
    }
  });

  it("reports the line on which a bad element of an array begins, and an array cut off", async () => {
    const place = file("bad.json", `[\n${good},\n{"a":\n 1},\n${good},\n{"prompt": "a`);
    const data = await readPreferenceData(place, { split: "train" });
    expect(data.records).toHaveLength(2);
    expect(data.problems.map(({ line }) => line)).toEqual([3, 6]);
  });

  it("reads the split of a frozen dataset's directory, whose records come back as they were written", async () => {
    const record = {
      promptKey: "p1",
      messages: [{ role: "user", content: "Hi" }],
      responses: [
        { text: "Hey", tokenIds: [1, 2], tokenizerHash: "h", score: 4.5 },
        { text: "No", score: 2 },
      ],
      ranking: [[0], [1]],
      synthetic: true,
      judgmentIds: ["j1"],
    };
    file("frozen/train.jsonl", `${JSON.stringify(record)}\n`);
    file("frozen/eval.jsonl", `${good}\n${good}\n`);
    const frozen = path.join(directory, "frozen");
    expect((await readPreferenceData(frozen, { split: "train" })).records).toEqual([record]);
    expect((await readPreferenceData(frozen, { split: "eval" })).records).toHaveLength(2);
  });

  it("refuses a ranking of responses that are not there", async () => {
    const record = {
      promptKey: "p",
      messages: [{ role: "user", content: "a" }],
      responses: [{ text: "b" }],
      ranking: [[1]],
    };
    await expect(
      readPreferenceData(file("rank.jsonl", JSON.stringify(record)), { split: "train" }),
    ).rejects.toThrow(/ranking names a response/);
  });

  it("refuses a file of which more than half cannot be used, saying how much", async () => {
    const mostly = `${good}\n${'{"text": 1}\n'.repeat(2)}`;
    await expect(readPreferenceData(file("mostly.jsonl", mostly), { split: "train" })).rejects.toMatchObject({
      code: "MALFORMED_FILE",
      message: expect.stringMatching(/2 of 3 lines cannot be used\. Line 2: it has neither/) as string,
    });
  });

  it("says so when nothing is usable or nothing is there", async () => {
    await expect(readPreferenceData(file("none.jsonl", "nope\n"), { split: "train" })).rejects.toMatchObject({
      code: "MALFORMED_FILE",
      details: { line: 1 },
    });
    await expect(readPreferenceData(file("empty.jsonl", "\n"), { split: "eval" })).rejects.toMatchObject({
      code: "DATASET_EMPTY",
    });
    await expect(readPreferenceData(file("emptyArray.json", "[]"), { split: "eval" })).rejects.toMatchObject({
      code: "DATASET_EMPTY",
    });
  });
});
