import { addressSegments } from "@towpath/core";
import { expect, test } from "vitest";
import { thingAddress } from "./thing-address.ts";

test.each([
  [
    "memory_thing.this",
    { local: "memory_thing.this", path: "memory_thing.this", modules: [], name: "memory_thing.this" },
  ],
  [
    "module.db.memory_thing.this[0]",
    { label: "db", local: "memory_thing.this[0]", modules: ["db"], name: "memory_thing.this" },
  ],
  [
    'module.db.module.inner["a.b"].memory_thing.this["x.y\\"]z"]',
    {
      label: "db",
      local: 'module.inner["a.b"].memory_thing.this["x.y\\"]z"]',
      modules: ["db", "inner"],
      name: "memory_thing.this",
    },
  ],
  ["module.db", { local: "module.db", name: "module.db" }],
  ["", { local: "", name: "" }],
])("%s is taken apart", (text, expected) => {
  expect(thingAddress(text)).toMatchObject(expected);
});

test("dots in a key divide no path", () => {
  const { path } = thingAddress('module.db.memory_thing.this["a.b"]');
  expect(addressSegments(path)).toEqual(["memory_thing", 'this["a.b"]']);
});
