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

it("an encoder's response that is too long loses its end, not the tokens around the text", () => {
  const input = { tokenizer: words, template: "article" as const };
  const long = { text: "the cat sat on the mat ".repeat(20) };
  const [cut, whole] = [12, 512].map((maxLength) =>
    encodeRewardInput({ ...input, maxLength }, messages, long),
  );
  expect(cut).toHaveLength(12);
  expect([cut?.[0], cut?.at(-1)]).toEqual([whole?.[0], whole?.at(-1)]);
  const response = words.encode(long.text, { specialTokens: false });
  expect(cut?.slice(3, -1)).toEqual(response.slice(0, 8));
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

  it("of several turns is what the template writes for them, up to the last end token", () => {
    const turns = [
      { role: "assistant" as const, content: "Heat it." },
      { role: "user" as const, content: "How long?" },
      { role: "assistant" as const, content: "Ten minutes." },
    ];
    const ids = encodeRewardInput(encoding, messages, { text: "…", turns });
    expect(ids.slice(0, prompt.length)).toEqual(prompt);
    expect(chat.decode(ids.slice(prompt.length), { skipSpecialTokens: false })).toBe(
      "Heat it.<|im_end|>\n<|im_start|>user\nHow long?<|im_end|>\n<|im_start|>assistant\nTen minutes.<|im_end|>",
    );
    // one turn given as turns is the same as its text
    expect(encodeRewardInput(encoding, messages, { text: "…", turns: turns.slice(0, 1) })).toEqual(
      encodeRewardInput(encoding, messages, { text: "Heat it." }),
    );
  });

  it("of a conversation without a common prompt is the whole conversation", () => {
    const turns = [...messages, { role: "assistant" as const, content: "Heat it." }];
    const ids = encodeRewardInput(encoding, [{ role: "user", content: "" }], { text: "…", turns });
    expect(ids).toEqual(encodeRewardInput(encoding, messages, { text: "Heat it." }));
  });

  it("of a response that is too long keeps the end of the prompt and the response's beginning", () => {
    const long = { text: "Heat it. ".repeat(50) };
    const whole = encodeRewardInput(encoding, messages, long);
    const cut = encodeRewardInput({ ...encoding, maxLength: 20 }, messages, long);
    expect(cut).toEqual(whole.slice(prompt.length - 5, prompt.length + 15));
    const other = encodeRewardInput({ ...encoding, maxLength: 20 }, messages, { text: `Boil. ${long.text}` });
    expect(other).not.toEqual(cut);
  });

  it("cuts a long prompt from the left", () => {
    const ids = encodeRewardInput({ ...encoding, maxLength: 10 }, messages, { text: "Heat it." });
    expect(ids).toEqual(encodeRewardInput(encoding, messages, { text: "Heat it." }).slice(-10));
  });
});
