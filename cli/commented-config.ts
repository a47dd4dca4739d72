import type { z } from "zod";
import { contractFields, valueText, type ContractField } from "@/cli/contract-fields";

const COLUMNS = 100;

/** Something that might stand in each field that must be given. */
export function exampleConfig(schema: z.ZodObject): Record<string, unknown> {
  const required = contractFields(schema).filter((field) => field.required);
  return Object.fromEntries(required.map(({ name, example }) => [name, example]));
}

/**
 * A complete configuration file with every field explained: JSON with comments, as the commands read it. Fields
 * without a value stand there as a comment.
 */
export function commentedConfig(schema: z.ZodObject, values: Readonly<Record<string, unknown>>): string {
  const fields = contractFields(schema);
  const last = fields.findLast(({ name }) => values[name] !== undefined);
  const lines = fields.flatMap((field) => {
    const value = values[field.name];
    const comma = field === last ? "" : ",";
    const line =
      value === undefined
        ? `// "${field.name}": ${field.values},`
        : `"${field.name}": ${valueText(value)}${comma}`;
    return [...explain(field), line];
  });
  return `{\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

function explain({ description, values, initial, required }: ContractField): string[] {
  const standing = required
    ? "required"
    : initial === undefined
      ? "may be left out"
      : `default ${valueText(initial)}`;
  return wrap(`${description} (${values}; ${standing})`).map((line) => `// ${line}`);
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < COLUMNS)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
