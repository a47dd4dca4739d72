import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Message } from "@/lib/contracts/message";
import { encodePrompt } from "@/lm/tokenizer/encode-prompt";
import type { JsonObject } from "@/lm/tokenizer/json-file";
import { probeChatTemplate } from "@/lm/tokenizer/probe-chat-template";
import { loadTextTokenizer, TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import { readTokenizerFiles } from "@/lm/tokenizer/tokenizer-files";
import { byteLevelBpe } from "@/lm/tokenizer/tokenizer-json";
import { unknownRate } from "@/lm/tokenizer/unknown-rate";
import { expectAppError } from "@/tests/support/expect-app-error";
import { temporaryDirectory } from "@/tests/support/temporary-directory";
import { tinyByteLevelTokenizer, tinyWordPieceTokenizer } from "@/tests/support/tiny-tokenizer";

const root = temporaryDirectory();
const chat = new TextTokenizer(tinyByteLevelTokenizer({ chatTemplate: true }));
const base = new TextTokenizer(tinyByteLevelTokenizer({ chatTemplate: false }));
const encoder = new TextTokenizer(tinyWordPieceTokenizer());
const question: Message[] = [{ role: "user", content: "Hi" }];

function directoryWith(name: string, files: Record<string, unknown>): string {
  const directory = path.join(root, name);
  mkdirSync(directory);
  for (const [file, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(path.join(directory, file), text);
  }
  return directory;
}

describe("special tokens", () => {
  test("end tokens come from the tokenizer, both configs and the chat template", () => {
    expect(chat.endTokenIds).toEqual([2]);
    expect(base.endTokenIds).toEqual([0]);
    expect(encoder.endTokenIds).toEqual([]);
    const files = tinyByteLevelTokenizer({ chatTemplate: true });
    const many = new TextTokenizer(
      { ...files, tokenizerConfig: { ...files.tokenizerConfig, eos_token: { content: "<|endoftext|>" } } },
      { eos_token_id: 7 },
      { eos_token_id: [0, 9] },
    );
    expect(many.endTokenIds).toEqual([0, 9, 7, 2]);
  });

  test("the pad token falls back to the end token", () => {
    expect(chat.padTokenId).toBe(3);
    const { tokenizerJson, tokenizerConfig } = tinyByteLevelTokenizer({ chatTemplate: true });
    const { pad_token: _, ...without } = tokenizerConfig;
    expect(new TextTokenizer({ tokenizerJson, tokenizerConfig: without }).padTokenId).toBe(2);
  });

  test("only vocabularies that miss text have an unknown token, and its rate is counted", async () => {
    expect(chat.unknownTokenId).toBeNull();
    expect(encoder.unknownTokenId).toBe(1);
    expect(await unknownRate(chat, ["你好"])).toBe(0);
    expect(await unknownRate(encoder, ["the cat", "你好"])).toBe(0.5);
    expect(await unknownRate(encoder, [])).toBe(0);
  });
});

describe("text and back", () => {
  test("every text comes back from a byte-level vocabulary", () => {
    for (const text of ["The cat 你好", "  x\n\ty ", "🙂", "", "\u0000"]) {
      const ids = chat.encode(text, { specialTokens: false });
      expect(chat.decode(ids, { skipSpecialTokens: false })).toBe(text);
    }
  });

  test("special tokens in a completion are skipped or shown, ids beyond the vocabulary give nothing", () => {
    const ids = [...chat.encode("Hi", { specialTokens: false }), 2, 100_000];
    expect(chat.decode(ids, { skipSpecialTokens: true })).toBe("Hi");
    expect(chat.decode(ids, { skipSpecialTokens: false })).toBe("Hi<|im_end|>");
  });

  test("long texts take time in proportion", () => {
    const time = (length: number) => {
      const text = "x".repeat(length);
      const start = performance.now();
      new TextTokenizer(chat.files).encode(text, { specialTokens: false });
      return performance.now() - start;
    };
    time(2000);
    // quadratic would be 64 times as long; the bound leaves room for a busy machine
    expect(time(32_000)).toBeLessThan(40 * Math.max(time(4000), 5));
  });
});

describe("chat templates", () => {
  test("messages become the template's text, without a second start token", () => {
    const text = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";
    expect(chat.renderChat(question, { generationPrompt: true })).toBe(text);
    expect(chat.encodeChat(question, { generationPrompt: true })).toEqual(
      chat.encode(text, { specialTokens: false }),
    );
    expect(chat.renderChat(question, { generationPrompt: false })).toBe("<|im_start|>user\nHi<|im_end|>\n");
  });

  test("what the template refuses is said in its words; the date stays out of it", () => {
    const withTemplate = (template: string) => {
      const files = tinyByteLevelTokenizer({ chatTemplate: true });
      return new TextTokenizer({
        ...files,
        tokenizerConfig: { ...files.tokenizerConfig, chat_template: template },
      });
    };
    const refusing = withTemplate("{{ raise_exception('no system messages') }}");
    expectAppError(
      () => refusing.renderChat(question, { generationPrompt: true }),
      "INVALID_INPUT",
      /no system messages/,
    );
    const dated = withTemplate(
      "{% if strftime_now is defined %}{{ strftime_now('%Y') }}{% else %}26 Jul 2024{% endif %}",
    );
    expect(dated.renderChat(question, { generationPrompt: true })).toBe("26 Jul 2024");
    expectAppError(() => withTemplate("{% if %}"), "MALFORMED_FILE", /chat template/);
  });

  const render = (template: string, messages: readonly Message[] = question) => {
    const files = tinyByteLevelTokenizer({ chatTemplate: true });
    const tokenizerConfig = { ...files.tokenizerConfig, chat_template: template };
    return new TextTokenizer({ ...files, tokenizerConfig }).renderChat(messages, { generationPrompt: true });
  };
  const turns: Message[] = [
    { role: "system", content: "s" },
    { role: "user", content: "u" },
    { role: "assistant", content: "a" },
    { role: "user", content: "v" },
  ];

  test("tools and documents are none, as in transformers", () => {
    expect(
      render(
        "{% if tools is none %}A{% endif %}{% if documents is not none %}B{% endif %}{% if tools is defined %}C{% endif %}",
      ),
    ).toBe("AC");
  });

  // what Jinja2 3.1 renders of them
  test.each([
    [
      "{% for m in messages %}{{ m.content }}{% if m.role == 'user' %}!{% continue %}{% endif %}.{% endfor %}",
      "s.u!a.v!",
    ],
    [
      "{% for m in messages %}{{ m.content }}{% if m.role == 'user' %}!{% break %}{% endif %}.{% endfor %}|",
      "s.u!|",
    ],
    [
      "{% for m in messages %}[{% for n in messages %}{{ n.content }}{% if n.role == m.role %}{% break %}{% endif %}{% endfor %}{% if m.role == 'user' %}{% continue %}{% endif %}]{% endfor %}",
      "[s][su[sua][su",
    ],
    ["{% for m in messages %}{% if loop.index > 2 %}x{% break %}{% endif %}{% else %}none{% endfor %}", "x"],
    ["{% for m in [] %}{{ m }}{% continue %}{% else %}none{% endfor %}", "none"],
  ])("loop controls keep what was printed before: %s", (template, text) => {
    expect(render(template, turns)).toBe(text);
  });

  test("what a template cannot do is told before someone needs it", () => {
    const probe = (template: string) => {
      const files = tinyByteLevelTokenizer({ chatTemplate: true });
      const tokenizerConfig = { ...files.tokenizerConfig, chat_template: template };
      return probeChatTemplate(new TextTokenizer({ ...files, tokenizerConfig }));
    };
    expect(probeChatTemplate(chat)).toEqual([]);
    expect(probeChatTemplate(base)).toEqual([]);
    expect(probe("{% for m in messages %}{{ '%s: %s' % (m.role, m.content) }}{% endfor %}")).toEqual([
      expect.stringMatching(/cannot write a question: .*%/),
      expect.stringMatching(/cannot write a question after a system message/),
      expect.stringMatching(/cannot write a question after earlier turns/),
      expect.stringMatching(/cannot write a question with its answer/),
    ]);
    expect(
      probe(
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ m.content }}{% endfor %}",
      ),
    ).toEqual(["The model's chat template cannot write a question after a system message: no system."]);
    expect(probe("{{ messages[-1].content }}")).toHaveLength(3);
  });

  test("the template is found in tokenizer_config.json, under a name, or in its own file", () => {
    const { tokenizerJson, tokenizerConfig } = tinyByteLevelTokenizer({ chatTemplate: false });
    const files = { "tokenizer.json": tokenizerJson, "tokenizer_config.json": tokenizerConfig };
    const render = (directory: string) =>
      loadTextTokenizer(directory).renderChat(question, { generationPrompt: true });
    expect(render(directoryWith("own", { ...files, "chat_template.jinja": "own {{ eos_token }}" }))).toBe(
      "own <|endoftext|>",
    );
    const named = [
      { name: "tool_use", template: "tools" },
      { name: "default", template: "default" },
    ];
    const config = { ...tokenizerConfig, chat_template: named };
    expect(render(directoryWith("named", { ...files, "tokenizer_config.json": config }))).toBe("default");
  });
});

describe("prompts", () => {
  test("a chat model takes a text as one user message", () => {
    expect(encodePrompt(chat, { prompt: "Hi" })).toEqual(encodePrompt(chat, { messages: question }));
  });

  test("a base model takes it as it is, a conversation as a transcript", () => {
    const text = (input: Parameters<typeof encodePrompt>[1]) =>
      base.decode(encodePrompt(base, input), { skipSpecialTokens: false });
    expect(text({ prompt: "Hi" })).toBe("Hi");
    expect(text({ messages: question })).toBe("Hi");
    const turns: Message[] = [
      ...question,
      { role: "assistant", content: "Yes?" },
      { role: "user", content: "Bye" },
    ];
    expect(text({ messages: turns })).toBe("Human: Hi\n\nAssistant: Yes?\n\nHuman: Bye\n\nAssistant:");
    expect(encodePrompt(base, { prompt: "" })).toEqual([0]);
  });
});

describe("files", () => {
  test("equal tokenizers have equal hashes, whatever the layout of their files", () => {
    const { tokenizerJson, tokenizerConfig } = tinyByteLevelTokenizer({ chatTemplate: true });
    const shuffled = Object.fromEntries(Object.entries(tokenizerJson).reverse());
    const bpe = tokenizerJson.model as { merges: string[] };
    const padded: JsonObject = {
      ...shuffled,
      padding: { strategy: "BatchLongest" },
      model: { ...bpe, merges: bpe.merges.map((merge) => merge.split(" ")) },
    };
    expect(new TextTokenizer({ tokenizerJson: padded, tokenizerConfig }).hash).toBe(chat.hash);
    expect(encoder.hash).not.toBe(chat.hash);
  });

  test("the older files vocab.json with merges.txt, and vocab.txt, make the same tokenizers", () => {
    const { vocab, merges } = chat.files.tokenizerJson.model as JsonObject & { merges: string[] };
    const gpt2 = loadTextTokenizer(
      directoryWith("gpt2", { "vocab.json": vocab, "merges.txt": `#version: 0.2\n${merges.join("\n")}\n` }),
    );
    const text = "The cat 你好 sat. <|endoftext|>";
    expect(gpt2.encode(text, { specialTokens: false })).toEqual(chat.encode(text, { specialTokens: false }));
    const words = (encoder.files.tokenizerJson.model as { vocab: Record<string, number> }).vocab;
    // by id: an object puts keys that are numbers first
    const lines = Object.entries(words)
      .sort((a, b) => a[1] - b[1])
      .map(([word]) => `${word}\n`)
      .join("");
    const bert = loadTextTokenizer(directoryWith("bert", { "vocab.txt": lines }));
    expect(bert.encode("The cat 你", { specialTokens: true })).toEqual(
      encoder.encode("The cat 你", { specialTokens: true }),
    );
  });

  describe("the older files of a tokenizer", () => {
    const { vocab, merges } = chat.files.tokenizerJson.model as JsonObject & { merges: string[] };
    const pieces = { "vocab.json": vocab, "merges.txt": `#version: 0.2\n${merges.join("\n")}\n` };
    const added = {
      content: "<tool>",
      special: false,
      normalized: false,
      lstrip: false,
      rstrip: false,
      single_word: false,
    };
    const ids = (name: string, files: Record<string, unknown>, text: string) =>
      loadTextTokenizer(directoryWith(name, { ...pieces, ...files })).encode(text, { specialTokens: false });
    test("are read by their class: Qwen2 cuts digits and capital contractions otherwise than GPT-2", () => {
      const vocabulary = vocab as Record<string, number>;
      const qwen2 = byteLevelBpe({ vocabulary, merges, special: [], split: "qwen2", addPrefixSpace: false });
      const read = (name: string, files: Record<string, unknown>) =>
        readTokenizerFiles(directoryWith(name, { ...pieces, ...files })).tokenizerJson;
      const byClass = read("class", { "tokenizer_config.json": { tokenizer_class: "Qwen2TokenizerFast" } });
      const byType = read("type", { "config.json": { model_type: "qwen2" } });
      for (const { pre_tokenizer, normalizer } of [byClass, byType]) {
        expect({ pre_tokenizer, normalizer }).toEqual({
          pre_tokenizer: qwen2.pre_tokenizer,
          normalizer: qwen2.normalizer,
        });
      }
      expect(read("gpt", { "config.json": { model_type: "gpt2" } }).pre_tokenizer).not.toEqual(
        qwen2.pre_tokenizer,
      );
    });

    test("name further tokens in added_tokens_decoder, or in added_tokens.json with their map", () => {
      const decoder = { 512: added, 2: { ...added, content: "<|im_end|>", special: true } };
      const newer = {
        "tokenizer_config.json": { tokenizer_class: "Qwen2Tokenizer", added_tokens_decoder: decoder },
      };
      expect(ids("newer", newer, "<tool><|im_end|>")).toEqual([512, 2]);
      const older = {
        "added_tokens.json": { "<tool>": 512 },
        "special_tokens_map.json": { additional_special_tokens: ["<|im_end|>"], eos_token: "<|endoftext|>" },
      };
      expect(ids("older", older, "<tool><|im_end|><|endoftext|>")).toEqual([512, 2, 0]);
      const { tokenizerJson } = readTokenizerFiles(path.join(root, "older"));
      const flags = (tokenizerJson.added_tokens as { id: number; special: boolean }[]).map((token) => [
        token.id,
        token.special,
      ]);
      expect(flags).toEqual([
        [0, true],
        [2, true],
        [512, false],
      ]);
    });

    test("of a class that is not known are refused by its name", () => {
      const config = { "tokenizer_config.json": { tokenizer_class: "CLIPTokenizer" } };
      expectAppError(
        () => ids("clip", config, "a"),
        "UNSUPPORTED_FORMAT",
        /CLIPTokenizer; known: .*Qwen2Tokenizer/,
      );
      const words = { "vocab.txt": "a\n", "tokenizer_config.json": { tokenizer_class: "EsmTokenizer" } };
      expectAppError(
        () => loadTextTokenizer(directoryWith("esm", words)),
        "UNSUPPORTED_FORMAT",
        /EsmTokenizer; known: .*BertTokenizer/,
      );
    });
  });

  test("tokens beyond the model's embedding are never the pad or an end, and are refused in a text", () => {
    const { tokenizerJson, tokenizerConfig } = tinyByteLevelTokenizer({ chatTemplate: false });
    const pad = { ...(tokenizerJson.added_tokens as object[])[0], id: 512, content: "[PAD]" };
    const files = {
      tokenizerJson: { ...tokenizerJson, added_tokens: [...(tokenizerJson.added_tokens as object[]), pad] },
      tokenizerConfig: { ...tokenizerConfig, pad_token: "[PAD]" },
    };
    const tokenizer = new TextTokenizer(files, {
      vocab_size: 512,
      pad_token_id: 512,
      eos_token_id: [0, 512],
    });
    expect(tokenizer.pieceCount).toBe(512);
    expect(tokenizer.tokensFrom(512)).toEqual(["[PAD]"]);
    expect(tokenizer.padTokenId).toBe(0);
    expect(tokenizer.endTokenIds).toEqual([0]);
    expect(tokenizer.encode("cat", { specialTokens: false })).not.toEqual([]);
    expectAppError(
      () => tokenizer.encode("cat [PAD]", { specialTokens: false }),
      "INVALID_INPUT",
      /"\[PAD\]", which the model has no embedding for/,
    );
    // a model that has a row for it uses it
    expect(new TextTokenizer(files, { vocab_size: 513 }).padTokenId).toBe(512);
  });

  test("special_tokens_map.json fills in what tokenizer_config.json leaves out", () => {
    const { tokenizerJson } = tinyByteLevelTokenizer({ chatTemplate: false });
    const directory = directoryWith("map", {
      "tokenizer.json": tokenizerJson,
      "special_tokens_map.json": { eos_token: { content: "<|im_end|>" } },
    });
    expect(loadTextTokenizer(directory).endTokenIds).toEqual([2]);
  });

  test("a missing or damaged file is named", () => {
    expectAppError(() => loadTextTokenizer(directoryWith("none", {})), "NOT_FOUND", /no tokenizer\.json/);
    const cut = directoryWith("cut", { "tokenizer.json": '{"model": ' });
    expectAppError(() => loadTextTokenizer(cut), "MALFORMED_FILE", /tokenizer\.json is not valid JSON/);
    const odd = directoryWith("odd", { "tokenizer.json": { model: { type: "Magic" } } });
    expectAppError(() => loadTextTokenizer(odd), "MALFORMED_FILE", /Magic/);
  });
});
