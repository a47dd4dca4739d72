import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { openInstallation } from "@/cli/open-installation";
import { runCommand, type CommandContext } from "@/cli/run-command";
import { AppError } from "@/lib/errors";

interface CreateAdminOptions {
  email: string;
  name: string;
  passwordStdin?: boolean;
  json?: boolean;
}

export function registerCreateAdmin(program: Command): void {
  program
    .command("create-admin")
    .description("Create an administrator's account. The password is asked for, or read from standard input.")
    .requiredOption("--email <address>", "what the administrator signs in with")
    .requiredOption("--name <name>", "how others see them")
    .option("--password-stdin", "read the password from standard input (one line)")
    .option("--json", "print one JSON document")
    .action(async (options: CreateAdminOptions) => {
      await runCommand({ json: options.json }, ({ reporter }) => run(options, reporter));
    });
}

async function run({ email, name, passwordStdin }: CreateAdminOptions, reporter: CommandContext["reporter"]) {
  const { createAdmin, createAdminInput } = await import("@/server/services/account/create-admin");
  const password = passwordStdin ? await readPassword() : await askPassword();
  const person = createAdminInput.parse({ email, name, password });
  const { db, close } = await openInstallation(reporter);
  try {
    return await createAdmin({ db, ...person });
  } finally {
    await close();
  }
}

async function readPassword(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new AppError(
      "INVALID_INPUT",
      "There is no terminal to ask for a password on: use --password-stdin.",
    );
  }
  const first = await ask("Password (at least 10 characters): ");
  if (first !== (await ask("Again: "))) throw new AppError("INVALID_INPUT", "The two passwords differ.");
  return first;
}

/** Asks on standard error and shows nothing of what is typed. */
function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, terminal: true, output: undefined });
  return new Promise((resolve, reject) => {
    lines.once("line", (line) => {
      lines.close();
      process.stderr.write("\n");
      resolve(line);
    });
    lines.once("SIGINT", () => {
      lines.close();
      reject(new AppError("RUN_CANCELLED", "Nothing was created."));
    });
  });
}
