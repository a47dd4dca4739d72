import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { readPrompts } from "@/trainer/pipeline/read-prompts";
import { recordStage } from "@/tests/support/stage-context";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { tinyByteLevelTokenizer } from "@/tests/support/tiny-tokenizer";

it("a policy's prompts may be texts, or messages of whatever origin, and what cannot be read is told", async () => {
  const directory = temporaryDirectory();
  const tokenizer = new TextTokenizer(tinyByteLevelTokenizer({ chatTemplate: true }));
  const named = [{ role: "user", content: [{ type: "text", text: "Hi" }], name: "Ann" }];
  const lines = [
    { prompt: "Hi" },
    { messages: named },
    { prompt: named, chosen: "x" },
    // the whole conversation, answer included, beside its prompt
    { prompt: "Hi", messages: [...named, { role: "assistant", content: "Hey" }] },
    { prompt: "" },
    { prompt: [{ role: "assistant", content: "Hey" }] },
    { text: "Hi" },
  ];
  const file = path.join(directory, "prompts.jsonl");
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  const stage = recordStage(path.join(directory, "run"));
  const { prompts, skipped } = await readPrompts(file, tokenizer, {
    maxTokens: 100,
    reporter: stage.context.reporter,
  });
  const expected = tokenizer.encodeChat([{ role: "user", content: "Hi" }], { generationPrompt: true });
  expect(prompts).toHaveLength(4);
  for (const { messages, tokenIds } of prompts) {
    expect(messages).toEqual([{ role: "user", content: "Hi" }]);
    expect(tokenIds).toEqual(expected);
  }
  expect(skipped).toBe(3);
  expect(stage.logs.join("\n")).toMatch(
    /line 5: prompt: the prompt is empty[\s\S]*line 6: prompt: the last message[\s\S]*line 7: it has neither/,
  );
});
