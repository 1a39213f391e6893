import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outputReader } from "../action-runner/workflow-command.ts";
import { hostileFileNames } from "./file-names.ts";
import { hostileStrings, workflowCommands } from "./strings.ts";

test("names are unique", () => {
  const names = hostileStrings.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("most workflow commands are obeyed where nobody takes care", () => {
  const obeyed = workflowCommands.filter(({ text }) => {
    const reader = outputReader();
    reader.read(`${text}\n::error::canary`);
    return reader.commands.length !== 1;
  });
  expect(obeyed.length).toBeGreaterThanOrEqual(12);
});

test("file names can be created", () => {
  const folder = mkdtempSync(join(tmpdir(), "towpath-hostile-"));
  try {
    const names = hostileFileNames(".yaml");
    for (const { text } of names) writeFileSync(join(folder, text), "");
    expect(readdirSync(folder)).toHaveLength(new Set(names.map(({ text }) => text)).size);
    expect(names.length).toBeGreaterThan(70);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
