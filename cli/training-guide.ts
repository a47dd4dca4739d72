import type { z } from "zod";
import { contractFields, valueText, type ContractField } from "@/cli/contract-fields";
import {
  policyIterationSchema,
  policyReportSchema,
  trainPolicyConfigSchema,
} from "@/lib/contracts/train-policy";
import { rewardModelReportSchema, trainRewardModelConfigSchema } from "@/lib/contracts/train-reward-model";

/** The tables of docs/training.md by their names there. */
const TABLES: Readonly<Record<string, () => string>> = {
  "train-reward-model config": () => configTable(trainRewardModelConfigSchema),
  "train-reward-model report": () => reportTable(rewardModelReportSchema),
  "train-policy config": () => configTable(trainPolicyConfigSchema),
  "train-policy report": () => reportTable(policyReportSchema),
  "train-policy iteration": () => reportTable(policyIterationSchema),
};

const PLACE = /<!-- fields: (.+?) -->\n[\s\S]*?<!-- end -->/g;

/** The guide with its tables as the contracts have them now; the rest of it stays. */
export function renderTrainingGuide(guide: string): string {
  return guide.replace(PLACE, (_, name: string) => {
    const table = TABLES[name];
    if (!table) throw new Error(`there is no table of ${name}`);
    return `<!-- fields: ${name} -->\n\n${table()}\n\n<!-- end -->`;
  });
}

function configTable(schema: z.ZodObject): string {
  const initial = (field: ContractField) => {
    if (field.required) return "required";
    return field.initial === undefined ? "left out" : `\`${valueText(field.initial)}\``;
  };
  return table(
    ["field", "values", "default", "what it is"],
    contractFields(schema).map((field) => [
      `\`${field.name}\``,
      field.values,
      initial(field),
      field.description,
    ]),
  );
}

function reportTable(schema: z.ZodObject): string {
  return table(
    ["field", "values", "what it is"],
    contractFields(schema, "output").map(({ name, values, description }) => [
      `\`${name}\``,
      values,
      description,
    ]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
