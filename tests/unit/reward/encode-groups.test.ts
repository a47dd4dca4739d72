import { describe, expect, it } from "vitest";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { encodeGroups } from "@/trainer/reward/encode-groups";
import { groupPreferences, type PreferenceGroup } from "@/trainer/reward/group-preferences";
import { parsePreference } from "@/trainer/reward/parse-preference";
import { requireKnownText } from "@/trainer/reward/require-known-text";
import { tinyByteLevelTokenizer, tinyWordPieceTokenizer } from "@/tests/support/tiny-tokenizer";

const files = tinyByteLevelTokenizer({ chatTemplate: true });
const tokenizer = new TextTokenizer(files);
const scale = { scoreMean: 0, scoreStd: 1 };
const encoding = { tokenizer, template: "chat" as const, maxLength: 32 };
const groupsOf = (...pairs: object[]) => groupPreferences(pairs.map(parsePreference));
const long = "rice and more rice ".repeat(20);

describe("encodeGroups", () => {
  it("counts texts that were cut, and leaves out pairs that then read the same", async () => {
    const groups = groupsOf(
      { prompt: "short", chosen: "a", rejected: "b" },
      { prompt: long, chosen: "a", rejected: "b" },
      { prompt: "q", chosen: `x ${long}`, rejected: `y ${long}` },
      { prompt: "q", chosen: `${long} x`, rejected: `${long} y` },
    );
    const found = await encodeGroups(groups, encoding, scale);
    expect(found).toMatchObject({ cutPrompts: 2, cutResponses: 4, identicalPairs: 1 });
    const [, , last] = found.groups;
    expect(last?.targets.pairs).toEqual([{ better: 0, worse: 1, margin: 0 }]);
    expect(last?.targets.rankings).toEqual([[[0], [1]]]);
    for (const { sequences } of found.groups) {
      for (const sequence of sequences) expect(sequence).toBeInstanceOf(Int32Array);
    }
  });

  it("of a ranking leaves out what stands on several ranks and reads the same", async () => {
    const [group] = groupsOf({
      input: "q",
      outputs: [
        { response: "best", score: 5 },
        { response: `${long} x`, score: 4 },
        { response: `${long} y`, score: 3 },
        { response: "worst", score: 1 },
      ],
    });
    const { groups, identicalPairs } = await encodeGroups([group as PreferenceGroup], encoding, scale);
    expect(identicalPairs).toBe(1);
    expect(groups[0]?.targets.rankings).toEqual([[[0], [3]]]);
    expect(groups[0]?.targets.pairs).toHaveLength(5);
  });

  it("encodes a prompt once, whatever the number of its responses", async () => {
    const counting = new TextTokenizer(files);
    let chats = 0;
    const encodeChat = counting.encodeChat.bind(counting);
    counting.encodeChat = (...args) => (chats++, encodeChat(...args));
    const outputs = Array.from({ length: 50 }, (_, i) => ({ response: `answer ${i}`, score: i % 5 }));
    await encodeGroups(groupsOf({ input: "q", outputs }), { ...encoding, tokenizer: counting }, scale);
    // the prompt, and the conversation that shows what ends a turn
    expect(chats).toBe(2);
  });

  it("leaves out prompts that the template refuses, and says why", async () => {
    const picky = new TextTokenizer({
      ...files,
      tokenizerConfig: {
        ...files.tokenizerConfig,
        chat_template:
          "{% for m in messages %}{% if m.content == 'no' %}{{ raise_exception('never') }}{% endif %}{{ m.content }}{% endfor %}",
      },
    });
    const groups = groupsOf(
      { prompt: "no", chosen: "a", rejected: "b" },
      { prompt: "yes", chosen: "a", rejected: "b" },
    );
    const found = await encodeGroups(groups, { ...encoding, tokenizer: picky }, scale);
    expect(found.groups).toHaveLength(1);
    expect(found).toMatchObject({ refusedPrompts: 1, refusal: expect.stringMatching(/never/) as string });
  });

  it("hears a cancel while it runs, and tells how far it is", async () => {
    const groups = groupsOf(
      ...Array.from({ length: 3000 }, (_, i) => ({ prompt: `${i} ${long}`, chosen: "a", rejected: "b" })),
    );
    const controller = new AbortController();
    const told: number[] = [];
    const run = encodeGroups(groups, encoding, scale, {
      signal: controller.signal,
      onProgress: (done, total) => {
        told.push(done / total);
        // as a signal handler would: from outside of the loop
        setImmediate(() => controller.abort(new Error("stopped")));
      },
    });
    await expect(run).rejects.toThrow("stopped");
    expect(told[0]).toBeGreaterThan(0);
    expect(told.at(-1)).toBeLessThan(1);
  });
});

it("looking for unknown words hears a cancel too", async () => {
  const words = new TextTokenizer(tinyWordPieceTokenizer());
  const groups = groupsOf(
    ...Array.from({ length: 3000 }, (_, i) => ({ prompt: `${i} ${long}`, chosen: "a", rejected: "b" })),
  );
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("stopped")), 1);
  await expect(requireKnownText(words, groups, controller.signal)).rejects.toThrow("stopped");
});
