import { describe, expect, test } from "vitest";
import { HEAD, tried } from "./testing/resolved.ts";

const many = (count: number, line: (index: number) => string, separator = "\n"): string =>
  Array.from({ length: count }, (_, index) => line(index)).join(separator);

/** Documents that are YAML and meant to hurt: each gets an answer in bounded time, and none that fills a screen for ever. */
describe("a manifest that is meant to hurt", () => {
  test.each([
    ["50,000 unknown keys", many(50_000, (index) => `k${index}: 1`), "manifest/too-large"],
    [
      "20,000 resources",
      `resources:\n${many(20_000, (index) => `  r${index}: { type: bucket${index === 7 ? "s" : ""} }`)}`,
      "manifest/unknown-type",
    ],
    [
      "a chain of 9,000 resources",
      `resources:\n${many(9_000, (index) => `  r${index}: { type: postgres, settings: { collation: "\${resources.r${index + 1}.name}" } }`)}`,
      "manifest/unknown-resource",
    ],
    [
      "a ring of 9,000 resources",
      `resources:\n${many(9_000, (index) => `  r${index}: { type: postgres, settings: { collation: "\${resources.r${(index + 1) % 9_000}.name}" } }`)}`,
      "manifest/cycle",
    ],
    ["30,000 placeholders", `workload: { run: "${"${resources.a.b}".repeat(30_000)}" }`, "manifest/unknown-resource"],
    [
      "20,000 variables",
      `workload: { run: x, variables: {${many(20_000, (index) => `V${index}: "\${a}"`, ",")}} }`,
      "manifest/placeholder",
    ],
    [
      "10,000 environments",
      `environments: {${many(10_000, (index) => `e${index}: {}`, ",")}}`,
      "manifest/invalid-value",
    ],
    [
      "a version of a megabyte",
      `resources: { db: { type: postgres, version: "${"1".repeat(900_000)}" } }`,
      "manifest/unknown-version",
    ],
    [
      "a setting of a megabyte",
      `resources: { db: { type: postgres, settings: { collation: "${"a".repeat(900_000)}" } } }`,
      "manifest/invalid-value",
    ],
    [
      "a list of 40,000 wrong items",
      `resources: { db: { type: postgres, settings: { extensions: [${"1,".repeat(40_000)}] } } }`,
      "manifest/invalid-value",
    ],
    ["a key of a megabyte", `${"k".repeat(900_000)}: 1`, "manifest/unknown-key"],
  ])("%s", (_, rest, code) => {
    const started = performance.now();
    const { findings } = tried(HEAD + rest);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(findings.map((one) => one.code)).toContain(code);
    expect(Math.max(...findings.map(({ message }) => message.length))).toBeLessThan(500);
  });

  test("a resource type's pattern that could take for ever is refused, and no text is long matched by it", () => {
    const type =
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: x }\nsettings: { s: { type: string, pattern: '^(a+)+$' } }\nrecipes: { local: { driver: x } }\n";
    const platform =
      "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: p }\nenvironments: { dev: { engine: local } }\nresourceTypes: [types/*.yaml]\n";
    const started = performance.now();
    const { text } = tried(`${HEAD}resources: { r: { type: x, settings: { s: "${"a".repeat(40)}!" } } }\n`, {
      platform,
      types: { x: type },
    });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(text).toContain("which can take for ever");
  });
});
