import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/errors";
import { buildLegacyTokenizer } from "@/lm/tokenizer/build-legacy-tokenizer";
import { readJsonIfPresent, type JsonObject } from "@/lm/tokenizer/json-file";
import { SPECIAL_TOKEN_FIELDS } from "@/lm/tokenizer/special-token-fields";

/** What a tokenizer consists of, as objects: the contents of its JSON files. */
export interface TokenizerFiles {
  /** tokenizer.json */
  tokenizerJson: JsonObject;
  /** tokenizer_config.json, with the chat template inside as `chat_template`, wherever it stood. */
  tokenizerConfig: JsonObject;
}

/** Reads the tokenizer of a Hugging Face directory. @throws AppError NOT_FOUND, MALFORMED_FILE */
export function readTokenizerFiles(directory: string): TokenizerFiles {
  const tokenizerConfig = readJsonIfPresent(directory, "tokenizer_config.json") ?? {};
  const map = readJsonIfPresent(directory, "special_tokens_map.json") ?? {};
  for (const name of [...SPECIAL_TOKEN_FIELDS, "additional_special_tokens"])
    tokenizerConfig[name] ??= map[name];
  const template = readChatTemplate(directory);
  if (template !== undefined) tokenizerConfig.chat_template = template;
  const tokenizerJson =
    readJsonIfPresent(directory, "tokenizer.json") ?? buildLegacyTokenizer(directory, tokenizerConfig);
  if (!tokenizerJson) {
    throw new AppError(
      "NOT_FOUND",
      `${directory} has no tokenizer.json. Save the tokenizer with transformers (AutoTokenizer.from_pretrained(…).save_pretrained(…)) and import again.`,
    );
  }
  return { tokenizerJson, tokenizerConfig };
}

/** Newer directories keep the template in a file of its own. */
function readChatTemplate(directory: string): string | undefined {
  const file = path.join(directory, "chat_template.jinja");
  if (existsSync(file)) return readFileSync(file, "utf8");
  const json = readJsonIfPresent(directory, "chat_template.json")?.chat_template;
  return typeof json === "string" ? json : undefined;
}
