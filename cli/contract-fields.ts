import { z } from "zod";

/** One field of a contract, as a person is told of it. */
export interface ContractField {
  name: string;
  description: string;
  /** What may stand there: `whole number, 1 to 64`. */
  values: string;
  /** Undefined where the contract has no default. */
  initial?: unknown;
  required: boolean;
  /** Of a required field: something that might stand there. */
  example?: unknown;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The fields of a contract in its order. `io`: of what is given to it, or of what comes out. */
export function contractFields(schema: z.ZodObject, io: "input" | "output" = "input"): ContractField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io });
  return Object.entries(properties).map(([name, property]) => {
    if (typeof property === "boolean") throw new Error(`${name} has no schema`);
    const { description, default: initial, examples } = property;
    if (description === undefined) throw new Error(`the contract does not say what ${name} is`);
    return {
      name,
      description,
      values: describeValues(property),
      initial,
      required: required.includes(name),
      example: examples?.[0],
    };
  });
}

/** As JSON; 5e-6 is read at a glance, 0.000005 is counted. */
export function valueText(value: unknown): string {
  const isSmall = typeof value === "number" && value !== 0 && Math.abs(value) < 1e-3;
  return isSmall ? value.toExponential() : JSON.stringify(value);
}

function describeValues(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map(String).join(" or ");
  if (schema.anyOf) return schema.anyOf.map((one) => describeValues(one as JsonSchema)).join(" or ");
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? "anything"];
  return types.map((type) => describeType(type, schema)).join(" or ");
}

function describeType(type: string, schema: JsonSchema): string {
  switch (type) {
    case "boolean":
      return "true or false";
    case "string":
      return "text";
    case "integer":
      return ["whole number", describeRange(schema)].filter(Boolean).join(", ");
    case "number":
      return ["number", describeRange(schema)].filter(Boolean).join(", ");
    case "array":
      return "list";
    case "object":
      return `{${Object.keys(schema.properties ?? {}).join(", ")}}`;
    default:
      return type;
  }
}

function describeRange({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  return [
    least === undefined ? "" : `${least} or more`,
    exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`,
    most === undefined ? "" : `at most ${most}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}
