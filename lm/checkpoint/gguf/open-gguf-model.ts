import { AppError } from "@/lib/errors";
import { architectureFor } from "@/lm/architecture/registry";
import { listParameters } from "@/lm/architecture/list-parameters";
import { checkParameters } from "@/lm/checkpoint/check-parameters";
import { gpt2Gguf } from "@/lm/checkpoint/gguf/gpt2-gguf";
import { GgufFile } from "@/lm/checkpoint/gguf/gguf-file";
import { ggufTokenizer, ggufTokenizerWarnings } from "@/lm/checkpoint/gguf/gguf-tokenizer";
import { ggufWeights } from "@/lm/checkpoint/gguf/gguf-weights";
import { llamaGguf } from "@/lm/checkpoint/gguf/llama-gguf";
import { MetadataReader } from "@/lm/checkpoint/gguf/metadata-reader";
import { checkVocabulary } from "@/lm/checkpoint/check-vocabulary";
import type { OpenModel } from "@/lm/checkpoint/open-model-directory";
import type { WeightSource } from "@/lm/checkpoint/weight-source";
import { probeChatTemplate } from "@/lm/tokenizer/probe-chat-template";
import { TextTokenizer } from "@/lm/tokenizer/text-tokenizer";
import type { JsonObject } from "@/lm/tokenizer/json-file";

const FAMILIES = [llamaGguf, gpt2Gguf];

/**
 * Opens a GGUF file as what a Hugging Face directory of the same model would be: configuration, tokenizer and chat
 * template from its metadata, weights dequantised as they are read.
 *
 * @throws AppError UNKNOWN_ARCHITECTURE, MISSING_TENSOR, WRONG_SHAPE, TRUNCATED_FILE, MALFORMED_FILE,
 *   UNSUPPORTED_FORMAT, VOCABULARY_MISMATCH
 */
export function openGgufModel(path: string): OpenModel {
  const file = GgufFile.open(path);
  try {
    const metadata = new MetadataReader(file.metadata);
    const kind = metadata.string("general.architecture");
    const family = FAMILIES.find((f) => f.architectures.includes(kind));
    if (!family) {
      const known = FAMILIES.flatMap((f) => f.architectures).join(", ");
      throw new AppError("UNKNOWN_ARCHITECTURE", `Unknown GGUF architecture "${kind}". Known: ${known}.`, {
        details: { architecture: kind },
      });
    }
    const weights = ggufWeights(file, family, metadata);
    const tokens = tokenIds(metadata);
    const configJson = {
      ...tieIfEqual(family.configJson(metadata, file), file),
      ...tokens,
      torch_dtype: "float32",
    };
    const { architecture, config } = architectureFor(configJson);
    const parameters = listParameters(architecture, config);
    checkParameters(weights, parameters);
    const tokenizer = new TextTokenizer(ggufTokenizer(metadata), configJson);
    return {
      directory: path,
      configJson,
      generationConfigJson: tokens,
      architecture,
      config,
      head: "language-model",
      parameters,
      weights,
      tokenizer,
      warnings: [
        ...ggufTokenizerWarnings(metadata),
        ...checkVocabulary(tokenizer, config),
        ...probeChatTemplate(tokenizer),
      ],
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function tokenIds(metadata: MetadataReader): JsonObject {
  const id = (key: string) => metadata.optionalNumber(`tokenizer.ggml.${key}_token_id`);
  const ids = { bos_token_id: id("bos"), eos_token_id: id("eos"), pad_token_id: id("padding") };
  return Object.fromEntries(Object.entries(ids).filter(([, value]) => value !== undefined));
}

/** Some converters write the tied head a second time: equal numbers are one parameter. */
function tieIfEqual(configJson: JsonObject, file: WeightSource): JsonObject {
  if (configJson.tie_word_embeddings !== false) return configJson;
  const [head, embedding] = ["output.weight", "token_embd.weight"] as const;
  if (file.shape(head).join() !== file.shape(embedding).join()) return configJson;
  const headData = file.read(head);
  const isEqual = file.read(embedding).every((value, i) => value === headData[i]);
  return isEqual ? { ...configJson, tie_word_embeddings: true } : configJson;
}
