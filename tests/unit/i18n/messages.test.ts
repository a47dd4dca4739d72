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

interface Placeholders {
  all: Set<string>;
  /** Those whose value is shown, not only asked for its plural. */
  shown: Set<string>;
}

/** A message's arguments and tags, those inside plural and select branches included. */
function placeholders(text: string): Placeholders {
  const message = text.replace(/'[{}#<][^']*'/g, ""); // quoted: no syntax
  const tags = [...message.matchAll(/<([a-z]\w*)>/g)].map((match) => match[0]);
  const found: Placeholders = { all: new Set(tags), shown: new Set(tags) };
  let at = 0;
  const readMessage = (plural: string | null): void => {
    while (at < message.length && message[at] !== "}") {
      if (message[at] === "{") readArgument();
      else if (message[at++] === "#" && plural !== null) found.shown.add(plural);
    }
  };
  const readArgument = (): void => {
    const [head = "", name = "", separator, type] =
      /^\{\s*([\w.]+)\s*([,}])\s*(\w*)/.exec(message.slice(at)) ?? [];
    if (head === "") throw new Error(`not an ICU message: ${message}`);
    found.all.add(name);
    if (separator === "}") {
      found.shown.add(name);
      at = message.indexOf("}", at) + 1;
      return;
    }
    if (type !== "plural" && type !== "select") found.shown.add(name);
    at += head.length;
    while (at < message.length && message[at] !== "}") {
      if (message[at] === "{") {
        at++;
        readMessage(type === "plural" ? name : null);
      }
      at++;
    }
    at++;
  };
  readMessage(null);
  return found;
}

describe.each([...NAMESPACES])("the messages of %s", (namespace) => {
  const en = read("en", namespace);
  const zh = read("zh", namespace);

  it("say the same things in both languages", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it("show the same values in both languages", () => {
    for (const [key, message] of en) {
      const [own, other] = [placeholders(message), placeholders(zh.get(key) ?? "")];
      expect({ key, shown: [...other.shown].sort() }).toEqual({ key, shown: [...own.shown].sort() });
      // Chinese has no plural: it may ask for less, never for what it is not given.
      expect({ key, unknown: [...other.all].filter((name) => !own.all.has(name)) }).toEqual({
        key,
        unknown: [],
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
