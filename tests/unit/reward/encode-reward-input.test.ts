import { describe, expect, it } from "vitest";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { articleText, encodeRewardInput } from "@/trainer/reward/encode-reward-input";
import { tinyByteLevelTokenizer, tinyWordPieceTokenizer } from "@/tests/support/tiny-tokenizer";

const chat = new TextTokenizer(tinyByteLevelTokenizer({ chatTemplate: true }));
const words = new TextTokenizer(tinyWordPieceTokenizer());
const messages = [{ role: "user" as const, content: "How do I cook rice?" }];

describe("the article's template", () => {
  it("is 输入: {input} 输出: {response}, to the character", () => {
    expect(articleText([{ role: "user", content: "火星与地球相比有何不同?" }], "火星的重力比地球低")).toBe(
      "输入: 火星与地球相比有何不同? 输出: 火星的重力比地球低",
    );
    const encoding = { tokenizer: chat, template: "article" as const, maxLength: 512 };
    expect(
      chat.decode(encodeRewardInput(encoding, messages, { text: "Heat it." }), { skipSpecialTokens: false }),
    ).toBe("输入: How do I cook rice? 输出: Heat it.");
  });

  it("names the speakers of a longer conversation", () => {
    const turns = [
      { role: "user" as const, content: "Hi" },
      { role: "assistant" as const, content: "Hello" },
      { role: "user" as const, content: "Bye" },
    ];
    expect(articleText(turns, "Bye!")).toBe("输入: user: Hi\nassistant: Hello\nuser: Bye 输出: Bye!");
  });

  it("of a text that is too long keeps the encoder's first token and the end, where the response is", () => {
    const encode = (maxLength: number) =>
      encodeRewardInput({ tokenizer: words, template: "article", maxLength }, messages, { text: "heat it" });
    const whole = encode(512);
    const cut = encode(6);
    expect(cut).toHaveLength(6);
    expect(cut[0]).toBe(whole[0]);
    expect(cut.slice(1)).toEqual(whole.slice(-5));
  });
});

describe("the chat template", () => {
  const encoding = { tokenizer: chat, template: "chat" as const, maxLength: 512 };
  const prompt = chat.encodeChat(messages, { generationPrompt: true });
  const end = chat.endTokenIds[0] as number;

  it("is the prompt as the policy gets it, the response, and the end token", () => {
    const ids = encodeRewardInput(encoding, messages, { text: "Heat it." });
    expect(ids.slice(0, prompt.length)).toEqual(prompt);
    expect(ids.at(-1)).toBe(end);
    expect(chat.decode(ids.slice(prompt.length, -1), { skipSpecialTokens: false })).toBe("Heat it.");
  });

  it("takes drawn tokens of the same tokenizer as they are (item 20), and text for those of another", () => {
    // tokens that no tokenizer would make of their text
    const drawn = Array.from("Heat", (letter) => chat.encode(letter, { specialTokens: false })[0] as number);
    const same = encodeRewardInput(encoding, messages, {
      text: "Heat",
      tokenIds: drawn,
      tokenizerHash: chat.hash,
    });
    expect(same).toEqual([...prompt, ...drawn]);
    const other = encodeRewardInput(encoding, messages, {
      text: "Heat",
      tokenIds: drawn,
      tokenizerHash: words.hash,
    });
    expect(other).toEqual([...prompt, ...chat.encode("Heat", { specialTokens: false }), end]);
    expect(other.slice(prompt.length, -1)).not.toEqual(drawn);
  });

  it("cuts a long prompt from the left", () => {
    const ids = encodeRewardInput({ ...encoding, maxLength: 10 }, messages, { text: "Heat it." });
    expect(ids).toEqual(encodeRewardInput(encoding, messages, { text: "Heat it." }).slice(-10));
  });
});
