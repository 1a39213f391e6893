import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder, towpath } from "./testing/run-towpath.ts";
import { MANIFEST, smallService } from "./testing/small-service.ts";

const home = join(newFolder("upgrade"), "home");

test("documents of the present version are left as they are", async () => {
  const folder = smallService();
  const done = { exitCode: 0, stdout: "1 document is of towpath.dev/v1: there is nothing to upgrade.\n", stderr: "" };
  for (const words of [[], ["--check"], ["--yes"], ["towpath.yaml"]])
    expect(await towpath(["upgrade", ...words], { folder, home })).toEqual(done);
  expect(readFileSync(join(folder, "towpath.yaml"), "utf8")).toBe(MANIFEST);
  const { stdout } = await towpath(["upgrade", "--json"], { folder, home });
  expect(JSON.parse(stdout)).toMatchObject({
    verb: "upgrade",
    status: "ok",
    data: { isWritten: false, documents: [{ file: "towpath.yaml", kind: "Service", edits: [] }] },
  });
});

test.each(["upgrade", "validate"])("%s names a version of a newer Towpath", async (verb) => {
  const folder = smallService({ manifest: MANIFEST.replace("towpath.dev/v1", "towpath.dev/v2") });
  const { exitCode, stdout } = await towpath([verb], { folder, home });
  expect(exitCode).toBe(2);
  expect(stdout).toContain("towpath.yaml:1:13");
  expect(stdout).toContain('"towpath.dev/v2" was made by a newer Towpath; this one reads towpath.dev/v1.');
});

test("a file that cannot be read as YAML is refused at its place", async () => {
  const folder = smallService();
  writeFileSync(join(folder, "towpath.yaml"), `${MANIFEST}broken: [\n`);
  const { exitCode, stdout } = await towpath(["upgrade", "--yes"], { folder, home });
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/towpath\.yaml:1[78]:\d+ +mandatory +manifest\/syntax/);
  expect(stdout).toContain("Nothing was touched.");
});
