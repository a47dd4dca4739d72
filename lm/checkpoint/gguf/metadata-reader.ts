import { AppError } from "@/lib/errors";
import type { GgufMetadata } from "@/lm/checkpoint/gguf/gguf-metadata";

/** Typed access to GGUF metadata. @throws AppError MALFORMED_FILE naming the key, where a value is missing or wrong */
export class MetadataReader {
  readonly #metadata: GgufMetadata;

  constructor(metadata: GgufMetadata) {
    this.#metadata = metadata;
  }

  number(key: string): number {
    const value = this.optionalNumber(key);
    if (value === undefined) throw missing(key);
    return value;
  }

  optionalNumber(key: string): number | undefined {
    const value = this.#metadata.get(key);
    if (value === undefined) return undefined;
    // some writers give one value a layer where all are equal
    const single = Array.isArray(value) && new Set(value).size === 1 ? (value[0] as unknown) : value;
    if (typeof single !== "number") throw wrong(key, "a number");
    return single;
  }

  string(key: string): string {
    const value = this.optionalString(key);
    if (value === undefined) throw missing(key);
    return value;
  }

  optionalString(key: string): string | undefined {
    const value = this.#metadata.get(key);
    if (value !== undefined && typeof value !== "string") throw wrong(key, "a text");
    return value;
  }

  boolean(key: string, otherwise: boolean): boolean {
    const value = this.#metadata.get(key) ?? otherwise;
    if (typeof value !== "boolean") throw wrong(key, "true or false");
    return value;
  }

  strings(key: string): string[] {
    const value = this.#metadata.get(key);
    if (value === undefined) throw missing(key);
    if (!Array.isArray(value) || !value.every((v): v is string => typeof v === "string")) {
      throw wrong(key, "a list of texts");
    }
    return value;
  }

  optionalNumbers(key: string): number[] | undefined {
    const value = this.#metadata.get(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((v): v is number => typeof v === "number")) {
      throw wrong(key, "a list of numbers");
    }
    return value;
  }
}

function missing(key: string): AppError {
  return new AppError("MALFORMED_FILE", `The GGUF file has no metadata value ${key}.`);
}

function wrong(key: string, expected: string): AppError {
  return new AppError("MALFORMED_FILE", `The GGUF file's metadata value ${key} is not ${expected}.`);
}
