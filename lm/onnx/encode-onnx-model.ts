import type {
  OnnxAttribute,
  OnnxElementType,
  OnnxInitializer,
  OnnxModel,
  OnnxNode,
  OnnxValue,
} from "@/lm/onnx/onnx-model";
import { ProtobufWriter } from "@/lm/onnx/protobuf-writer";

/** Version of the file format itself; 10 came with ONNX 1.16. */
const IR_VERSION = 10;
/** ai.onnx operators; 20 brought Gelu, 21 is what IR 10 was released with. */
export const ONNX_OPSET = 21;
export const MICROSOFT_OPSET = 1;

const ELEMENT_TYPES = { float32: 1, int32: 6, int64: 7 } as const satisfies Record<OnnxElementType, number>;
const DATA_LOCATION_EXTERNAL = 1;

/** The bytes of an .onnx file. Field numbers are those of onnx/onnx.proto. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const writer = new ProtobufWriter();
  writer.integer(1, IR_VERSION);
  writer.string(2, "plaudit");
  writer.message(7, (graph) => writeGraph(graph, model));
  writer.message(8, (opset) => opset.string(1, "").integer(2, ONNX_OPSET));
  writer.message(8, (opset) => opset.string(1, "com.microsoft").integer(2, MICROSOFT_OPSET));
  for (const [key, value] of Object.entries(model.metadata)) {
    writer.message(14, (entry) => entry.string(1, key).string(2, value));
  }
  return writer.finish();
}

function writeGraph(writer: ProtobufWriter, model: OnnxModel): void {
  for (const node of model.nodes) writer.message(1, (inner) => writeNode(inner, node));
  writer.string(2, model.name);
  for (const tensor of model.initializers) writer.message(5, (inner) => writeInitializer(inner, tensor));
  for (const input of model.inputs) writer.message(11, (inner) => writeValue(inner, input));
  for (const output of model.outputs) writer.message(12, (inner) => writeValue(inner, output));
}

function writeNode(writer: ProtobufWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, node.name);
  writer.string(4, node.operator);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    writer.message(5, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain !== "") writer.string(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, attribute: OnnxAttribute): void {
  writer.string(1, name);
  if ("float" in attribute) writer.float(2, attribute.float).integer(20, 1);
  else if ("int" in attribute) writer.integer(3, attribute.int).integer(20, 2);
  else if ("string" in attribute) writer.string(4, attribute.string).integer(20, 3);
  else {
    // proto2 syntax: repeated numbers are not packed unless declared so
    for (const value of attribute.ints) writer.integer(8, value);
    writer.integer(20, 7);
  }
}

function writeInitializer(writer: ProtobufWriter, tensor: OnnxInitializer): void {
  for (const size of tensor.shape) writer.integer(1, size);
  writer.integer(2, ELEMENT_TYPES[tensor.type]);
  writer.string(8, tensor.name);
  if ("data" in tensor) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    writer.bytes(9, new Uint8Array(buffer, byteOffset, byteLength));
    return;
  }
  const { path, offset, byteLength } = tensor.external;
  for (const [key, value] of [
    ["location", path],
    ["offset", String(offset)],
    ["length", String(byteLength)],
  ] as const) {
    writer.message(13, (entry) => entry.string(1, key).string(2, value));
  }
  writer.integer(14, DATA_LOCATION_EXTERNAL);
}

function writeValue(writer: ProtobufWriter, value: OnnxValue): void {
  writer.string(1, value.name);
  writer.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.integer(1, ELEMENT_TYPES[value.type]);
      tensor.message(2, (shape) => {
        for (const size of value.shape) {
          shape.message(1, (dimension) =>
            typeof size === "number" ? dimension.integer(1, size) : dimension.string(2, size),
          );
        }
      });
    }),
  );
}
