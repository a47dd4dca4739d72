import { writeFileSync } from "node:fs";
import { openModelDirectory } from "@/lm/checkpoint/open-model-directory";

/**
 * A GGUF file of a tiny Llama or GPT-2 directory, written as llama.cpp's converter does: Hugging Face's queries and
 * keys reordered into pairs, GPT-2's matrices transposed, rows in blocks of Q8_0 or plain float32.
 */
export interface WriteTinyGgufOptions {
  /** A model directory that makeTinyModel wrote. */
  directory: string;
  file: string;
  /** Of matrices with rows of a multiple of 32; others are always F32. */
  type: "F32" | "F16" | "BF16" | "Q8_0";
  /** Changes metadata before they are written; undefined removes a key. */
  metadata?: Readonly<Record<string, MetadataEntry | undefined>>;
  /** Tensors to leave out, by their GGUF name. */
  without?: readonly string[];
  /** Further float32 tensors. */
  extra?: readonly { name: string; shape: readonly number[]; data: Float32Array }[];
}

type MetadataEntry =
  | { type: "uint32"; value: number }
  | { type: "float32"; value: number }
  | { type: "bool"; value: boolean }
  | { type: "string"; value: string }
  | { type: "strings"; value: readonly string[] }
  | { type: "int32s"; value: readonly number[] };

const ALIGNMENT = 32;
const GGML_TYPES = { F32: 0, F16: 1, Q8_0: 8, BF16: 30 } as const;

const NAMES: Readonly<Record<string, readonly [RegExp, string][]>> = {
  llama: [
    [/^model\.embed_tokens/, "token_embd"],
    [/^model\.norm/, "output_norm"],
    [/^lm_head/, "output"],
    [/^model\.layers\.(\d+)\.input_layernorm/, "blk.$1.attn_norm"],
    [/^model\.layers\.(\d+)\.self_attn\.([qkv])_proj/, "blk.$1.attn_$2"],
    [/^model\.layers\.(\d+)\.self_attn\.o_proj/, "blk.$1.attn_output"],
    [/^model\.layers\.(\d+)\.post_attention_layernorm/, "blk.$1.ffn_norm"],
    [/^model\.layers\.(\d+)\.mlp\.(gate|up|down)_proj/, "blk.$1.ffn_$2"],
  ],
  gpt2: [
    [/^transformer\.wte/, "token_embd"],
    [/^transformer\.wpe/, "position_embd"],
    [/^transformer\.ln_f/, "output_norm"],
    [/^transformer\.h\.(\d+)\.ln_1/, "blk.$1.attn_norm"],
    [/^transformer\.h\.(\d+)\.ln_2/, "blk.$1.ffn_norm"],
    [/^transformer\.h\.(\d+)\.attn\.c_attn/, "blk.$1.attn_qkv"],
    [/^transformer\.h\.(\d+)\.attn\.c_proj/, "blk.$1.attn_output"],
    [/^transformer\.h\.(\d+)\.mlp\.c_fc/, "blk.$1.ffn_up"],
    [/^transformer\.h\.(\d+)\.mlp\.c_proj/, "blk.$1.ffn_down"],
  ],
};

export function writeTinyGguf(options: WriteTinyGgufOptions): void {
  const model = openModelDirectory(options.directory);
  try {
    const kind = model.architecture.modelType;
    const tensors = model.parameters.map(({ name, shape }) => {
      const [pattern, replacement] = NAMES[kind]?.find(([p]) => p.test(name)) ?? [/^/, ""];
      return convert(name.replace(pattern, replacement), name, shape, model.weights.read(name), model.config);
    });
    const kept = [...tensors, ...(options.extra ?? [])].filter((t) => !options.without?.includes(t.name));
    const metadata = { ...metadataOf(model), ...options.metadata };
    const entries = Object.entries(metadata).filter((e): e is [string, MetadataEntry] => e[1] !== undefined);
    const writer = new Writer();
    writer.bytes(Buffer.from("GGUF"));
    writer.uint32(3);
    writer.uint64(kept.length);
    writer.uint64(entries.length);
    for (const [key, entry] of entries) writer.entry(key, entry);
    let offset = 0;
    const data = kept.map((tensor) => {
      const isMatrix = tensor.shape.length === 2 && (tensor.shape[1] ?? 0) % 32 === 0;
      const type = isMatrix ? options.type : "F32";
      const bytes = encode(tensor.data, type);
      writer.string(tensor.name);
      writer.uint32(tensor.shape.length);
      for (const size of [...tensor.shape].reverse()) writer.uint64(size);
      writer.uint32(GGML_TYPES[type]);
      writer.uint64(offset);
      offset += Math.ceil(bytes.byteLength / ALIGNMENT) * ALIGNMENT;
      return bytes;
    });
    writer.align(ALIGNMENT);
    for (const bytes of data) {
      writer.bytes(bytes);
      writer.align(ALIGNMENT);
    }
    writeFileSync(options.file, writer.finish());
  } finally {
    model.weights.close();
  }
}

function convert(
  name: string,
  original: string,
  shape: readonly number[],
  data: Float32Array,
  config: { heads: number; keyValueHeads: number },
): { name: string; shape: readonly number[]; data: Float32Array } {
  const [rows = 1, columns = 1] = shape;
  if (/attn\.c_attn|c_proj|c_fc/.test(original) && original.endsWith(".weight")) {
    const out = new Float32Array(data.length);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] ?? 0;
    return { name, shape: [columns, rows], data: out };
  }
  const isKey = original.includes("k_proj");
  if (!isKey && !original.includes("q_proj")) return { name, shape, data };
  // reshape(H, 2, W/2, I).swapaxes(1, 2)
  const heads = isKey ? config.keyValueHeads : config.heads;
  const width = rows / heads;
  const out = new Float32Array(data.length);
  for (let h = 0; h < heads; h++) {
    for (let half = 0; half < 2; half++) {
      for (let i = 0; i < width / 2; i++) {
        const from = h * width + half * (width / 2) + i;
        const to = h * width + i * 2 + half;
        out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
      }
    }
  }
  return { name, shape, data: out };
}

function metadataOf(model: ReturnType<typeof openModelDirectory>): Record<string, MetadataEntry> {
  const { config, tokenizer } = model;
  const kind = config.modelType;
  const bpe = tokenizer.files.tokenizerJson.model as { vocab: Record<string, number>; merges: string[] };
  const tokens = Object.keys(bpe.vocab).sort((a, b) => (bpe.vocab[a] ?? 0) - (bpe.vocab[b] ?? 0));
  const number = (value: unknown): MetadataEntry => ({ type: "uint32", value: value as number });
  const raw = config.raw;
  return {
    "general.architecture": { type: "string", value: kind },
    [`${kind}.block_count`]: number(config.layers),
    [`${kind}.context_length`]: number(config.maxPositions),
    [`${kind}.embedding_length`]: number(config.hiddenSize),
    [`${kind}.feed_forward_length`]: number(raw.intermediate_size ?? 4 * config.hiddenSize),
    [`${kind}.attention.head_count`]: number(config.heads),
    [`${kind}.attention.head_count_kv`]: number(config.keyValueHeads),
    [`${kind}.attention.layer_norm_rms_epsilon`]: { type: "float32", value: 1e-5 },
    [`${kind}.attention.layer_norm_epsilon`]: { type: "float32", value: 1e-5 },
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.pre": { type: "string", value: "gpt-2" },
    "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    "tokenizer.ggml.token_type": {
      type: "int32s",
      value: tokens.map((t) => (/^<\|.*\|>$/.test(t) ? 3 : 1)),
    },
    "tokenizer.ggml.merges": { type: "strings", value: bpe.merges },
    "tokenizer.ggml.bos_token_id": number(0),
    "tokenizer.ggml.eos_token_id": number(2),
    "tokenizer.ggml.padding_token_id": number(3),
    "tokenizer.ggml.add_bos_token": { type: "bool", value: false },
    "tokenizer.chat_template": {
      type: "string",
      value: tokenizer.files.tokenizerConfig.chat_template as string,
    },
  };
}

class Writer {
  readonly #parts: Buffer[] = [];
  #length = 0;

  bytes(bytes: Uint8Array): void {
    this.#parts.push(Buffer.from(bytes));
    this.#length += bytes.byteLength;
  }

  uint32(value: number): void {
    const b = Buffer.alloc(4);
    b.writeUInt32LE(value);
    this.bytes(b);
  }

  uint64(value: number): void {
    const b = Buffer.alloc(8);
    b.writeBigUInt64LE(BigInt(value));
    this.bytes(b);
  }

  string(text: string): void {
    const b = Buffer.from(text, "utf8");
    this.uint64(b.byteLength);
    this.bytes(b);
  }

  entry(key: string, entry: MetadataEntry): void {
    this.string(key);
    switch (entry.type) {
      case "uint32":
        this.uint32(4);
        this.uint32(entry.value);
        break;
      case "float32":
        this.uint32(6);
        this.bytes(new Uint8Array(Float32Array.of(entry.value).buffer));
        break;
      case "bool":
        this.uint32(7);
        this.bytes(Uint8Array.of(entry.value ? 1 : 0));
        break;
      case "string":
        this.uint32(8);
        this.string(entry.value);
        break;
      case "strings":
        this.uint32(9);
        this.uint32(8);
        this.uint64(entry.value.length);
        for (const text of entry.value) this.string(text);
        break;
      case "int32s":
        this.uint32(9);
        this.uint32(5);
        this.uint64(entry.value.length);
        this.bytes(new Uint8Array(Int32Array.from(entry.value).buffer));
    }
  }

  align(alignment: number): void {
    this.bytes(new Uint8Array((alignment - (this.#length % alignment)) % alignment));
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function encode(data: Float32Array, type: keyof typeof GGML_TYPES): Uint8Array {
  switch (type) {
    case "F32":
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    case "BF16":
      return new Uint8Array(
        Uint16Array.from(new Uint32Array(data.slice().buffer), (bits) => bits >>> 16).buffer,
      );
    case "F16":
      return new Uint8Array(Uint16Array.from(data, float16Bits).buffer);
    case "Q8_0": {
      const out = Buffer.alloc((data.length / 32) * 34);
      for (let block = 0; block < data.length / 32; block++) {
        const values = data.subarray(block * 32, block * 32 + 32);
        const scale = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) / 127;
        out.writeUInt16LE(float16Bits(scale), block * 34);
        for (const [i, value] of values.entries()) {
          out.writeInt8(scale === 0 ? 0 : Math.max(-127, Math.round(value / scale)), block * 34 + 2 + i);
        }
      }
      return out;
    }
  }
}

/** Truncating; good enough for values that tests compare with a tolerance. */
function float16Bits(value: number): number {
  if (value === 0) return 0;
  const sign = value < 0 ? 0x8000 : 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  if (exponent < -14) return sign | Math.round(Math.abs(value) * 2 ** 24);
  return sign | ((exponent + 15) << 10) | Math.floor((Math.abs(value) / 2 ** exponent - 1) * 1024);
}
