import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "./commands.ts";

const OPERATIONS = join(import.meta.dirname, "../../../operations/src/verbs");

test("each command has a file, and so has the operation that it calls", () => {
  const names = commands.map(({ name }) => `${name.replaceAll(" ", "-")}.ts`).sort();
  const filesIn = (folder: string): readonly string[] =>
    readdirSync(folder)
      .filter((file) => !file.endsWith(".test.ts"))
      .sort();
  expect(filesIn(import.meta.dirname).filter((file) => !["command.ts", "commands.ts"].includes(file))).toEqual(names);
  expect(filesIn(OPERATIONS)).toEqual(names);
});
