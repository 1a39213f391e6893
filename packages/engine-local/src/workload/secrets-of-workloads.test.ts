import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localWorkloadHost } from "./local-workload-host.ts";
import { PASSWORD, releaseOf } from "./testing/local-service.ts";
import { go, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

test("are in no file that is ours, and files are for their user alone", async () => {
  await shop.roll(releaseOf("1"));
  const files = readdirSync(shop.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(4);
  for (const { parentPath, name } of files) {
    const file = join(parentPath, name);
    expect(readFileSync(file, "utf8"), file).not.toContain(PASSWORD);
    if (!file.includes("releases")) expect(statSync(file).mode & 0o077, file).toBe(0);
  }
  expect(statSync(join(shop.folder, "workloads")).mode & 0o077).toBe(0);
});

test("a changed secret rolls; its digest cannot be guessed without the key", async () => {
  await shop.roll(releaseOf("1"));
  const { configuration } = shop.record().serving;
  const outputs = async () => new Secret("another-password");
  expect((await shop.roll(releaseOf("1"), shop.target, shop.context({ outputs }))).status).toBe("done");
  const other = localWorkloadHost({ folder: join(shop.folder, "other machine") });
  await other.roll(shop.target, releaseOf("1"), "rolling", go, shop.context());
  const elsewhere = join(shop.folder, "other machine", "workloads", "orders", "dev", "main", "workload.json");
  expect(JSON.parse(readFileSync(elsewhere, "utf8")).serving.configuration).not.toBe(configuration);
  await other.stop(shop.target, shop.context());
});
