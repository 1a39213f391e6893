import { expect, test } from "vitest";
import { editDocument } from "./edit-document.ts";
import { unifiedDiff } from "./unified-diff.ts";

const text = Array.from({ length: 20 }, (_, index) => `k${index}: ${index}\n`).join("");
const diff = (before: string, ...changes: Parameters<typeof editDocument>[1]): string =>
  unifiedDiff(before, editDocument(before, changes).edits).join("\n");

test("changes that are far apart have a hunk each, near ones share one", () => {
  expect(
    diff(
      text,
      { type: "set", path: ["k1"], value: "yes" },
      { type: "remove", path: ["k3"] },
      { type: "set", path: ["new"], value: [1] },
    ),
  ).toMatchInlineSnapshot(`
    "@@ -1,7 +1,6 @@
     k0: 0
    -k1: 1
    +k1: "yes"
     k2: 2
    -k3: 3
     k4: 4
     k5: 5
     k6: 6
    @@ -18,3 +17,5 @@
     k17: 17
     k18: 18
     k19: 19
    +new:
    +  - 1"
  `);
});

test("line breaks and a byte-order mark are not shown", () => {
  expect(diff("\ufeffa: 1\r\nb: 2\r\n", { type: "set", path: ["b"], value: 3 })).toBe(
    "@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3",
  );
});

test("a text without a line break at its end", () => {
  expect(diff("a: 1\nb: 2", { type: "remove", path: ["b"] })).toContain("-b: 2");
  expect(diff("a: 1", { type: "set", path: ["b"], value: 2 })).toContain("+b: 2");
});

test("nothing", () => expect(unifiedDiff("a: 1\n", [])).toEqual([]));
