import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requireProgram } from "./require-program.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath required "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = () => ({
  folders: { serverUser: undefined },
  variables: {},
  signal: new AbortController().signal,
  places: [folder],
});

test("what is missing is said with what installs it", async () => {
  await expect(requireProgram("redis", {}, context())).rejects.toMatchObject({
    code: "engine-local/program-missing",
    message: "This machine has no Redis or Valkey that the local engine can run.",
    hint: expect.stringMatching(/redis|valkey/i),
  });
});

test("data of one product is never given to the other", async () => {
  const file = join(folder, "mariadbd");
  writeFileSync(file, "#!/bin/sh\necho 'mariadbd  Ver 10.11.19-MariaDB'\n", { mode: 0o755 });
  expect(await requireProgram("mysql", { should: "mysql" }, context())).toMatchObject({ product: "mariadb", file });
  await expect(requireProgram("mysql", { must: "mysql" }, context())).rejects.toThrow(
    "This machine has no MySQL that the local engine can run, and its data is here.",
  );
});
