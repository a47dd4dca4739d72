import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Command, CommanderError } from "commander";
import { describeError, EXIT_USAGE, EXIT_FAILED, writeOut } from "@/cli/run-command";
import { jsonDocument } from "@/cli/json-document";
import { toAppError } from "@/lib/to-app-error";

const COMMANDS_DIRECTORY = new URL("commands/", import.meta.url);

type CommandModule = Record<string, unknown>;

/**
 * Every file in commands/ is a command named like the file; it exports `register<Name>(program)`. Only the file that is
 * asked for is loaded, all of them for the help.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const wantsJson = argv.includes("--json");
  try {
    const program = await buildProgram(argv[2]);
    await program.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return;
      if (wantsJson) {
        const message = error.message.replace(/^error: /, "");
        await writeOut(jsonDocument({ error: { code: "INVALID_INPUT", message } }));
      }
      process.exit(EXIT_USAGE);
    }
    const appError = toAppError(error);
    process.stderr.write(describeError(appError));
    if (wantsJson)
      await writeOut(jsonDocument({ error: { code: appError.code, message: appError.message } }));
    process.exit(EXIT_FAILED);
  }
}

async function buildProgram(asked: string | undefined): Promise<Command> {
  const program = new Command("plaudit")
    .description(
      "Human-feedback annotation with the RLHF trainer built in: models, sampling, training, set-up.",
    )
    .version(readVersion())
    .showHelpAfterError("(plaudit COMMAND --help shows what it takes)")
    .exitOverride();
  const names = readdirSync(COMMANDS_DIRECTORY)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
  for (const name of asked !== undefined && names.includes(asked) ? [asked] : names) {
    const url = new URL(`${name}.ts`, COMMANDS_DIRECTORY);
    const module = (await import(pathToFileURL(fileURLToPath(url)).href)) as CommandModule;
    const register = Object.entries(module).find(([key]) => key.startsWith("register"))?.[1];
    if (typeof register !== "function")
      throw new Error(`cli/commands/${name}.ts exports no register… function`);
    (register as (program: Command) => void)(program);
  }
  for (const command of program.commands) command.exitOverride();
  return program;
}

function readVersion(): string {
  const json = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return json.version;
}
