// `npm run docs`: writes the contracts' fields into docs/training.md. A unit test says when that is due.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { renderTrainingGuide } from "@/cli/training-guide";

const file = path.resolve(import.meta.dirname, "../docs/training.md");
const rendered = renderTrainingGuide(readFileSync(file, "utf8"));
writeFileSync(file, await format(rendered, { ...(await resolveConfig(file)), parser: "markdown" }));
