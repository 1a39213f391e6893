import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import { fileStore, openStateBox, parseStateKey, sealedStore } from "@towpath/provisioning";
import { memoryStore } from "../worlds/memory-store.ts";
import { storeSuite } from "./testing/store-suite.ts";

storeSuite("the store in memory", async () => {
  const store = memoryStore();
  return { open: () => store };
});

storeSuite("the file store", async () => {
  const folder = await mkdtemp(join(tmpdir(), "towpath stores "));
  return { open: () => fileStore(folder), close: () => rm(folder, { recursive: true, force: true }) };
});

storeSuite("a sealed store", async () => {
  const store = memoryStore();
  const box = await openStateBox(parseStateKey(new Secret(Buffer.alloc(32, 7).toString("base64")), "the test"));
  return { open: () => sealedStore(store, box) };
});
