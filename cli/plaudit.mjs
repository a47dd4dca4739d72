#!/usr/bin/env node
// The command's entry in plain JavaScript: it teaches Node to read TypeScript, then hands over to main.ts.
import { fileURLToPath } from "node:url";
import { register } from "tsx/esm/api";

// Not from the working directory: the command is also run from elsewhere.
process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL("../tsconfig.json", import.meta.url));
register({ tsconfig: process.env.TSX_TSCONFIG_PATH });
const { main } = await import("./main.ts");
await main(process.argv);
