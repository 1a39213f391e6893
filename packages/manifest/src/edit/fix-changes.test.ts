import { expect, test } from "vitest";
import { fixChanges } from "./fix-changes.ts";

const value = { steps: [{ uses: "a" }], map: { "0": "zero", "a/b": { "c~d": 1 } } };

test("a segment is a position where the value has a list, and a key elsewhere", () => {
  const changes = fixChanges(value, [
    { file: "f", pointer: "/steps/0/with/depth", type: "set", value: 1 },
    { file: "f", pointer: "/map/0", type: "remove" },
    { file: "f", pointer: "/map/a~1b/c~0d", type: "rename", key: "e" },
    { file: "f", pointer: "/new/0", type: "insert", value: "x", index: 0 },
    { file: "f", pointer: "/steps", type: "insert", value: "x" },
  ]);
  expect(changes).toEqual([
    { type: "set", path: ["steps", 0, "with", "depth"], value: 1 },
    { type: "remove", path: ["map", "0"] },
    { type: "rename", path: ["map", "a/b", "c~d"], key: "e" },
    { type: "insert", path: ["new", "0"], value: "x", index: 0 },
    { type: "insert", path: ["steps"], value: "x" },
  ]);
});
