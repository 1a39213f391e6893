import { join } from "node:path";
import { loadPlatform } from "@towpath/manifest";
import fc from "fast-check";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { promotionOrder } from "./promotion-order.ts";

/** A platform in which each environment is promoted from the one that is named. */
function platform(from: Readonly<Record<string, string | undefined>>) {
  const environments = Object.entries(from).map(
    ([name, source]) =>
      `  ${name}: { engine: local${source === undefined ? "" : `, promoteFrom: { environment: ${source} }`} }`,
  );
  const { effects, folder } = folderWith({
    "platform.yaml": `apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nenvironments:\n${environments.join("\n")}\n`,
  });
  const { value } = loadPlatform({ path: join(folder, "platform.yaml"), boundary: folder }, effects.files, folder);
  if (!value) throw new Error("The platform cannot be used.");
  return value;
}

test("an environment comes after the one that releases come from", () => {
  const acme = platform({ prod: "int", int: "dev", dev: undefined, demo: undefined });
  expect(promotionOrder(["prod", "int", "dev", "demo"], acme)).toEqual(["dev", "int", "prod", "demo"]);
});

test("one that a service is not in counts all the same", () => {
  const acme = platform({ prod: "int", int: "dev", dev: undefined });
  expect(promotionOrder(["prod", "dev"], acme)).toEqual(["dev", "prod"]);
});

test("without promotion they stay as they are, and in a ring each is there once", () => {
  expect(promotionOrder(["b", "a"], platform({ a: undefined, b: undefined }))).toEqual(["b", "a"]);
  expect([...promotionOrder(["a", "b"], platform({ a: "b", b: "a" }))].sort()).toEqual(["a", "b"]);
});

test("nothing is lost, and nothing comes before its source", () => {
  const names = ["a", "b", "c", "d", "e"];
  const sources = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(sources, fc.shuffledSubarray(names, { minLength: 1 }), (drawn, wanted) => {
      // Each only from one that comes earlier in the alphabet: no ring.
      const from = Object.fromEntries(
        names.map((name, index) => {
          const source = drawn[index] ?? -1;
          return [name, source >= 0 && source < index ? names[source] : undefined];
        }),
      );
      const ordered = promotionOrder(wanted, platform(from));
      expect([...ordered].sort()).toEqual([...wanted].sort());
      for (const name of wanted) {
        const source = from[name];
        if (source !== undefined && wanted.includes(source))
          expect(ordered.indexOf(source)).toBeLessThan(ordered.indexOf(name));
      }
    }),
    { numRuns: 30 },
  );
});
