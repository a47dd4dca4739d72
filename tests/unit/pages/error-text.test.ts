import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { JOB_CODES, jobErrorText, requestErrorText } from "@/app/components/ui/error-text";
import en from "@/app/i18n/messages/en/errors.json";
import zh from "@/app/i18n/messages/zh/errors.json";
import { APP_ERROR_CODES, APP_ERROR_REASONS } from "@/lib/errors";
import { LINE_PROBLEMS } from "@/server/services/prompt/parse-prompt-text";

const LANGUAGES = { en, zh };

function translator(locale: keyof typeof LANGUAGES) {
  return createTranslator({
    locale,
    messages: { errors: LANGUAGES[locale] },
    namespace: "errors",
    onError: (error) => {
      throw error;
    },
  }) as unknown as Parameters<typeof requestErrorText>[0];
}

describe.each(["en", "zh"] as const)("errors in %s", (locale) => {
  const t = translator(locale);

  it("have a text for each code, as a request's and as a run's", () => {
    for (const code of APP_ERROR_CODES) {
      expect(requestErrorText(t, { code, message: "words" })).not.toBe("");
      expect(jobErrorText(t, { code, message: "words" })).toContain("words");
    }
    expect(Object.keys(LANGUAGES[locale].jobs)).toEqual([...JOB_CODES]);
  });

  it("have a text for each reason, which shows every detail that the reason declares", () => {
    expect(Object.keys(LANGUAGES[locale].reasons).sort()).toEqual(Object.keys(APP_ERROR_REASONS).sort());
    for (const [reason, names] of Object.entries(APP_ERROR_REASONS)) {
      const details = Object.fromEntries(names.map((name, i) => [name, 701 + i]));
      const text = requestErrorText(t, { code: "CONFLICT", message: "", details: { ...details, reason } });
      for (const name of names)
        expect({ reason, text }).toEqual({
          reason,
          text: expect.stringContaining(String(details[name])) as string,
        });
    }
  });

  it("have a text for each thing that may be wrong with a line", () => {
    expect(Object.keys(LANGUAGES[locale].lines).sort()).toEqual([...LINE_PROBLEMS, "atField"].sort());
  });
});

describe("an error in Chinese", () => {
  const t = translator("zh");

  it("says how much data there is and how much is needed", () => {
    const text = requestErrorText(t, {
      code: "NOT_ENOUGH_DATA",
      message: "3 prompts …",
      details: { reason: "fewJudgedPrompts", prompts: 3, needed: 4 },
    });
    expect(text).toMatch(/ 3 .* 4 /);
    expect(text).not.toContain("prompts");
  });

  it("names the conflict instead of blaming somebody's change", () => {
    const taken = requestErrorText(t, { code: "CONFLICT", message: "", details: { reason: "emailTaken" } });
    expect(taken).toBe("该邮箱已有账号，请直接登录。");
  });

  it("keeps the worker's words about a file, and never sends the reader of a run to a form", () => {
    const text = jobErrorText(t, { code: "INVALID_INPUT", message: "The base has no chat template." });
    expect(text).toContain("The base has no chat template.");
    expect(text).toContain(zh.jobs.INVALID_INPUT);
  });

  it("falls back to the code's sentence where a reason or its details are unknown", () => {
    expect(requestErrorText(t, { code: "CONFLICT", message: "", details: { reason: "other" } })).toBe(
      zh.CONFLICT,
    );
    expect(
      requestErrorText(t, { code: "CONFLICT", message: "", details: { reason: "alreadyDeployed" } }),
    ).toBe(zh.CONFLICT);
  });
});
