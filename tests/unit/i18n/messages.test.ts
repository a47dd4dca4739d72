import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { NAMESPACES } from "@/app/i18n/namespaces";
import { APP_ERROR_CODES } from "@/lib/errors";

const ROOT = path.resolve(import.meta.dirname, "../../../app/i18n/messages");

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

function read(locale: string, namespace: string): Map<string, string> {
  return flatten(JSON.parse(readFileSync(path.join(ROOT, locale, `${namespace}.json`), "utf8")) as Tree);
}

/** The names of a message's arguments and tags, those inside plural and select branches included. */
function placeholders(message: string): string[] {
  const names = new Set([...message.matchAll(/<([a-z]\w*)>/g)].map((match) => match[0]));
  let at = 0;
  const readMessage = (): void => {
    while (at < message.length && message[at] !== "}") {
      if (message[at] === "{") readArgument();
      else at++;
    }
  };
  const readArgument = (): void => {
    const [head = "", name = "", separator] = /^\{\s*([\w.]+)\s*([,}])/.exec(message.slice(at)) ?? [];
    if (head === "") throw new Error(`not an ICU message: ${message}`);
    names.add(name);
    at += head.length;
    if (separator === "}") return;
    while (at < message.length && message[at] !== "}") {
      if (message[at] === "{") {
        at++;
        readMessage();
      }
      at++;
    }
    at++;
  };
  readMessage();
  return [...names].sort();
}

describe.each([...NAMESPACES])("the messages of %s", (namespace) => {
  const en = read("en", namespace);
  const zh = read("zh", namespace);

  it("say the same things in both languages", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it("have the same placeholders in both languages", () => {
    for (const [key, message] of en) {
      expect({ key, placeholders: placeholders(zh.get(key) ?? "") }).toEqual({
        key,
        placeholders: placeholders(message),
      });
    }
  });

  it("leave nothing empty", () => {
    expect([...en, ...zh].filter(([, message]) => message.trim() === "")).toEqual([]);
  });
});

it("every message file is a registered namespace", () => {
  for (const locale of ["en", "zh"]) {
    const files = readdirSync(path.join(ROOT, locale)).map((file) => file.replace(/\.json$/, ""));
    expect(files.sort()).toEqual([...NAMESPACES].sort());
  }
});

it("every error code has its sentence", () => {
  const keys = [...read("zh", "errors").keys()];
  expect(keys).toEqual(expect.arrayContaining([...APP_ERROR_CODES]));
});
