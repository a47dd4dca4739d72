import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { openInstallation } from "@/cli/open-installation";
import { runCommand, type CommandContext } from "@/cli/run-command";
import type { Database } from "@/drizzle/client";
import { AppError } from "@/lib/errors";

interface CreateAdminOptions {
  email: string;
  name?: string;
  resetPassword?: boolean;
  passwordStdin?: boolean;
  json?: boolean;
}

export function registerCreateAdmin(program: Command): void {
  program
    .command("create-admin")
    .description("Create an administrator's account. The password is asked for, or read from standard input.")
    .requiredOption("--email <address>", "what the administrator signs in with")
    .option("--name <name>", "how others see them")
    .option(
      "--reset-password",
      "of an account that is there: set its password, enable it and make it an administrator",
    )
    .option("--password-stdin", "read the password from standard input (one line)")
    .option("--json", "print one JSON document")
    .action(async (options: CreateAdminOptions) => {
      await runCommand({ json: options.json }, ({ reporter }) => run(options, reporter));
    });
}

async function run(options: CreateAdminOptions, reporter: CommandContext["reporter"]) {
  return options.resetPassword ? resetAdmin(options, reporter) : createAdmin(options, reporter);
}

async function createAdmin(options: CreateAdminOptions, reporter: CommandContext["reporter"]) {
  const { email, name } = options;
  if (name === undefined) throw new AppError("INVALID_INPUT", "Say how others see them: --name.");
  const service = await import("@/server/services/account/create-admin");
  const person = service.createAdminInput.parse({ email, name, password: await getPassword(options) });
  return withDatabase(reporter, async (db) => {
    try {
      return await service.createAdmin({ db, ...person });
    } catch (error) {
      if (!(error instanceof AppError) || error.details.reason !== "emailTaken") throw error;
      throw new AppError(
        error.code,
        `${email} has an account already. Add --reset-password to set its password, enable it and make it an ` +
          "administrator, or have an administrator make a reset link on the page Members.",
        { cause: error, details: { reason: "emailTaken" } },
      );
    }
  });
}

async function resetAdmin(options: CreateAdminOptions, reporter: CommandContext["reporter"]) {
  const service = await import("@/server/services/account/reset-admin");
  const input = service.resetAdminInput.parse({
    email: options.email,
    password: await getPassword(options),
  });
  return withDatabase(reporter, (db) => service.resetAdmin({ db, ...input }));
}

async function withDatabase<R>(
  reporter: CommandContext["reporter"],
  work: (db: Database) => Promise<R>,
): Promise<R> {
  const { db, close } = await openInstallation(reporter);
  try {
    return await work(db);
  } finally {
    await close();
  }
}

function getPassword({ passwordStdin }: CreateAdminOptions): Promise<string> {
  return passwordStdin ? readPassword() : askPassword();
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
