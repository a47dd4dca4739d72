/** The part of ONNX's ModelProto that language models need, as plain data. */
export interface OnnxModel {
  name: string;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  nodes: OnnxNode[];
  initializers: OnnxInitializer[];
  /** Free key-value pairs kept in the file. */
  metadata: Readonly<Record<string, string>>;
}

export type OnnxElementType = "float32" | "int32" | "int64";

/** A graph input or output; a string names a dimension that varies. */
export interface OnnxValue {
  name: string;
  type: OnnxElementType;
  shape: readonly (number | string)[];
}

export interface OnnxNode {
  name: string;
  operator: string;
  /** "" is ai.onnx, "com.microsoft" holds ONNX Runtime's own operators. */
  domain: "" | "com.microsoft";
  /** An empty name leaves an optional input or output out. */
  inputs: string[];
  outputs: string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Attributes are typed in ONNX: 1 as an int is not 1 as a float. */
export type OnnxAttribute =
  { int: number } | { float: number } | { string: string } | { ints: readonly number[] };

export type OnnxInitializer = {
  name: string;
  type: OnnxElementType;
  shape: readonly number[];
} & (
  | { data: Float32Array | Int32Array | BigInt64Array }
  | { external: { path: string; offset: number; byteLength: number } }
);
