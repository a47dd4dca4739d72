import { describe, expect, it } from "vitest";
import { completedPromptLineSchema, promptLineSchema } from "@/lib/contracts/prompt-line";
import { describeIssues } from "@/lib/describe-issues";

const plain = [{ role: "user", content: "Hi there" }];
const foreign = [
  {
    role: "user",
    name: "Ann",
    tool_calls: null,
    content: [
      { type: "text", text: "Hi " },
      { type: "text", text: "there" },
    ],
  },
];

describe("a prompt's line", () => {
  it("is a text, or messages of whatever origin, under either name", () => {
    expect(promptLineSchema.parse({ prompt: "Hi", id: 7 })).toEqual({ prompt: "Hi" });
    for (const line of [{ messages: plain }, { messages: foreign }, { prompt: plain }, { prompt: foreign }]) {
      expect(promptLineSchema.parse(line)).toEqual({ messages: plain });
      expect(completedPromptLineSchema.parse({ ...line, completion: "x" })).toEqual({
        messages: plain,
        completion: "x",
      });
    }
  });

  it.each([
    [{ prompt: [{ role: "owner", content: "Hi" }] }, /^prompt\.0\.role: /],
    [
      { messages: [{ role: "user", content: [{ type: "image" }] }] },
      /^messages\.0\.content\.0\.type: only text/,
    ],
    [
      { messages: [{ role: "user", content: 5 }] },
      /^messages\.0\.content: .*expected string.*expected array/,
    ],
    [{}, /^give either prompt/],
    [{ prompt: "Hi", messages: plain }, /^give either prompt/],
  ])("%j is refused with what is wrong inside", (line, reason) => {
    const { error } = promptLineSchema.safeParse(line);
    expect(error && describeIssues(error)).toMatch(reason);
  });
});
