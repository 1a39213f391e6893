import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { removeThing } from "./remove-thing.ts";

const folder = mkdtempSync(join(tmpdir(), "towpath-"));
const parent = join(folder, "buckets");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("removes the folder of that id and nothing else, whatever the record says", async () => {
  for (const path of ["outside/data", "buckets/one/data", "buckets/two"])
    mkdirSync(join(folder, path), { recursive: true });
  symlinkSync(join(folder, "outside"), join(parent, "link"));
  for (const id of ["", ".", "..", "../outside", "one/data", "/", "one\0"])
    await expect(removeThing(parent, id), id).rejects.toMatchObject({ code: "engine-local/record-damaged" });
  await removeThing(parent, "one");
  await removeThing(parent, "link");
  await removeThing(parent, "nothing");
  expect(existsSync(join(parent, "one"))).toBe(false);
  expect(existsSync(join(parent, "two"))).toBe(true);
  expect(existsSync(join(folder, "outside", "data"))).toBe(true);
});
