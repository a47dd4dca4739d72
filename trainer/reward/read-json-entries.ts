import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** One JSON value of a data file, unparsed, and the line it begins on (from 1). */
export interface JsonEntry {
  line: number;
  text: string;
}

/**
 * The entries of a JSONL file (one value a line, blank lines skipped) or of one JSON array, read as a stream: a file
 * larger than memory is fine. An entry of an array may span lines.
 */
export async function* readJsonEntries(path: string): AsyncGenerator<JsonEntry> {
  let splitter: ArraySplitter | undefined;
  let line = 0;
  let first = true;
  for await (const raw of createInterface({
    input: createReadStream(path, { encoding: "utf8" }),
    crlfDelay: Infinity,
  })) {
    line++;
    const text = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
    if (first && text.trim() !== "") {
      first = false;
      if (text.trimStart().startsWith("[") && !isTriple(text)) splitter = new ArraySplitter();
    }
    if (splitter) yield* splitter.push(text, line);
    else if (text.trim() !== "") yield { line, text };
  }
  if (splitter) yield* splitter.end();
}

/** A first line ["…", "…", "…"] is an entry of a JSONL file, not the beginning of an array of entries. */
function isTriple(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "string");
  } catch {
    return false;
  }
}

/** Cuts the text of a JSON array into its elements without parsing them. */
class ArraySplitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private parts: string[] = [];
  private startLine = 0;

  *push(text: string, line: number): Generator<JsonEntry> {
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const character = text[i] as string;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (character === "\\") this.escaped = true;
        else if (character === '"') this.inString = false;
        continue;
      }
      const boundary = this.depth === 1 && (character === "," || character === "]");
      if (boundary) {
        this.parts.push(text.slice(start, i));
        yield* this.take();
      }
      if (character === '"') this.inString = true;
      else if (character === "[" || character === "{") this.depth++;
      else if (character === "]" || character === "}") this.depth--;
      const opened = this.depth === 1 && character === "[" && this.startLine === 0 && this.parts.length === 0;
      if (boundary || opened) start = i + 1;
      else if (this.startLine === 0 && character.trim() !== "") this.startLine = line;
    }
    this.parts.push(text.slice(start), "\n");
  }

  /** What is left if the array is cut off in the middle: it will not parse, and is reported. */
  *end(): Generator<JsonEntry> {
    yield* this.take();
  }

  private *take(): Generator<JsonEntry> {
    const text = this.parts.join("").trim();
    if (text !== "") yield { line: this.startLine, text };
    this.parts = [];
    this.startLine = 0;
  }
}
