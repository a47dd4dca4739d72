import { describe, expect, it } from "vitest";
import { guessLanguage, hashPrompt } from "@/drizzle/prompts/insert-prompts";
import { ARTICLE_EXAMPLES } from "@/drizzle/seed/demo/article-examples";
import { DEMO_PROMPTS } from "@/drizzle/seed/demo/demo-prompts";
import { conversationSchema } from "@/lib/contracts/message";
import { parseEnvironment } from "@/server/env";
import { canonicalJson } from "@/server/services/dataset/canonical-json";
import { parsePromptText } from "@/server/services/prompt/parse-prompt-text";

const user = (content: string) => [{ role: "user" as const, content }];

describe("reading prompts", () => {
  it("takes lines, JSON lines, arrays and the article's own example as it is printed", () => {
    expect(
      parsePromptText("one\r\n\n two \n").records.map((record) => [record.line, record.messages]),
    ).toEqual([
      [1, user("one")],
      [3, user("two")],
    ]);
    expect(parsePromptText("[a line that starts with a bracket").format).toBe("lines");
    const array = parsePromptText('["plain", {"prompt": "p", "tags": ["t"], "other": 1}]');
    expect(array.records.map((record) => record.messages)).toEqual([user("plain"), user("p")]);
    const article = parsePromptText(
      '[{"input": "火星与地球相比有何不同?", "outputs": [{"response": "火星的重力比地球低...", "score": 5}, {"response": "火星是一个有红色表面...", "score": 3}]}]',
    );
    expect(article.records[0]).toMatchObject({
      messages: user("火星与地球相比有何不同?"),
      responses: ["火星的重力比地球低...", "火星是一个有红色表面..."],
      hadScores: true,
    });
  });

  it("tells prompts apart by their words, not by white space at the ends", () => {
    expect(hashPrompt(user(" a\n"))).toBe(hashPrompt(user("a")));
    expect(hashPrompt(user("a b"))).not.toBe(hashPrompt(user("a  b")));
    expect(hashPrompt([{ role: "system", content: "s" }, ...user("a")])).not.toBe(hashPrompt(user("a")));
  });

  it("guesses the language by the script", () => {
    expect(guessLanguage(user("What is 水?"))).toBe("en");
    expect(guessLanguage(user("请解释 TCP 协议"))).toBe("zh");
    expect(guessLanguage(user("Où est l'école près de la forêt ?"))).toBe("und");
    expect(guessLanguage(user("1 + 1 = ?"))).toBe("und");
  });
});

describe("the demo", () => {
  it("has 40 different valid prompts, and rankings of all of the article's responses", () => {
    expect(DEMO_PROMPTS).toHaveLength(40);
    expect(new Set(DEMO_PROMPTS.map((prompt) => hashPrompt(prompt.messages))).size).toBe(40);
    for (const { messages } of DEMO_PROMPTS)
      expect(conversationSchema.safeParse(messages).success).toBe(true);
    for (const { responses, ranking } of ARTICLE_EXAMPLES) {
      expect(ranking.toSorted()).toEqual(responses.map((_, i) => i));
    }
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys, and leaves out what is undefined", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  });
});

describe("the environment", () => {
  it("has no default for secrets, and names every problem at once", () => {
    expect(() => parseEnvironment({ NEXTAUTH_SECRET: "short", DATABASE_URL: "" })).toThrow(
      /DATABASE_URL is not set[\s\S]*NEXTAUTH_SECRET must have at least 32/,
    );
    const complete = {
      DATABASE_URL: "postgres://localhost/x",
      NEXTAUTH_SECRET: "s".repeat(32),
      NEXTAUTH_URL: "https://example.org/",
    };
    expect(parseEnvironment(complete)).toMatchObject({ publicOrigin: "https://example.org", sampler: null });
  });
});
