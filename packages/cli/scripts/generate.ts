/**
 * Writes the parts of `README.md` that stand between `<!-- generated NAME -->` and `<!-- /generated -->`: what each command
 * takes, from the command itself. With `--check` it writes nothing and says whether what is there is in step.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMON_OPTIONS } from "../src/commands/command.ts";
import { commands } from "../src/commands/commands.ts";
import { commandReference, optionsTable } from "./command-reference.ts";
import { fillMarkers } from "./fill-markers.ts";

const path = join(import.meta.dirname, "../README.md");
const before = readFileSync(path, "utf8");
const after = fillMarkers(
  before,
  new Map([
    ["common", optionsTable(COMMON_OPTIONS)],
    ...commands.map((command): [string, string] => [command.name, commandReference(command)]),
  ]),
);

if (!process.argv.includes("--check")) {
  writeFileSync(path, after);
} else if (after !== before) {
  console.error("README.md is not in step with the commands. Run `npm run generate` in packages/cli.");
  process.exitCode = 1;
}
