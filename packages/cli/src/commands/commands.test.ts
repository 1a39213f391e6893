import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "./commands.ts";

const OPERATIONS = join(import.meta.dirname, "../../../operations/src/verbs");

/** What only a pipeline asks for: several services at once, and what the pull request agreed to. */
const OF_ACTIONS = ["drift-all.ts", "plan-all.ts", "provision.ts"];

test("each command has a file, and so has the operation that it calls", () => {
  const names = commands.map(({ name }) => `${name.replaceAll(" ", "-")}.ts`).sort();
  const filesIn = (folder: string): readonly string[] =>
    readdirSync(folder)
      .filter((file) => !file.endsWith(".test.ts"))
      .sort();
  expect(filesIn(import.meta.dirname).filter((file) => !["command.ts", "commands.ts"].includes(file))).toEqual(names);
  expect(filesIn(OPERATIONS)).toEqual([...names, ...OF_ACTIONS].sort());
});
