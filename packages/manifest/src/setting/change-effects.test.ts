import type { Json } from "@towpath/core";
import { expect, test } from "vitest";
import { changeEffects, nestedChanges } from "./change-effects.ts";

const setting = {
  change: "restart",
  nestedChanges: { note: "update", "disks.*.name": "replace", "disks.*.size": "grow-only", "deep.zone": "replace" },
} as const;

test.each<[string, readonly string[], Json | undefined, Json | undefined, readonly string[]]>([
  ["nothing", [], { a: 1 }, { a: 1 }, []],
  ["a part that says nothing of itself", [], { a: 1 }, { a: 2 }, ["restart"]],
  ["a part that says how", [], { note: "a" }, { note: "b" }, ["update"]],
  ["several parts", [], { note: "a", a: 1 }, { note: "b" }, ["update", "restart"]],
  ["a part by its path", ["note"], "a", "b", ["update"]],
  ["a part of a part by its path", ["deep", "zone"], "a", "b", ["replace"]],
  ["a part of what says nothing", ["deep", "other"], 1, 2, ["restart"]],
  ["a whole that comes with its parts", ["deep"], undefined, { zone: "a" }, ["replace"]],
  ["an item that grows", ["disks"], [{ size: 1 }], [{ size: 2 }], ["update"]],
  ["an item that shrinks", ["disks"], [{ size: 2 }], [{ size: 1 }], ["replace"]],
  ["an item of another name", ["disks"], [{ name: "a" }], [{ name: "b" }], ["replace"]],
  ["another number of items", ["disks"], [], [{ name: "b" }], ["restart"]],
])("changing %s", (_, path, before, after, effects) => {
  expect(changeEffects(setting, path, before, after)).toEqual(effects);
});

test.each<[Json | undefined, Json | undefined, string]>([
  [undefined, 1, "update"],
  [1, 2, "update"],
  [2, 1, "replace"],
  [["a"], ["b", "a"], "update"],
  [["a"], ["b"], "replace"],
  [1, undefined, "replace"],
])("what may only grow, from %j to %j", (before, after, effect) => {
  expect(changeEffects({ change: "grow-only" }, [], before, after)).toEqual([effect]);
});

test("a definition without parts that say how they change has none", () => {
  expect(nestedChanges({ type: "object", properties: { a: { type: "string" } } })).toBeUndefined();
});
