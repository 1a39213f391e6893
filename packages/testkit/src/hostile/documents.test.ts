import { load } from "js-yaml";
import { expect, test } from "vitest";
import { aliasBomb, deepNesting, hostileDocuments, hugeScalar, manyAliases } from "./documents.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("names are unique", () => {
  const names = hostileDocuments().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("an alias bomb is small and stands for a thousand million nodes", () => {
  expect(aliasBomb().length).toBeLessThan(1_000);
  const small: unknown = load(text(aliasBomb(3, 4)));
  expect(small).toHaveProperty("a2[3][3][3]", "owned");
  expect(small).not.toHaveProperty("a2[3][3][4]");
});

test("sizes are what they say", () => {
  expect(text(manyAliases(100_000)).match(/\*a/g)).toHaveLength(100_000);
  expect(hugeScalar(1_000).length).toBe(1_004);
  expect(text(deepNesting(3))).toBe("a: [[[]]]\n");
});

test.each(hostileDocuments().filter(({ isYaml }) => !isYaml))("$name is no YAML", ({ bytes }) => {
  expect(() => load(new TextDecoder("utf-8", { fatal: true }).decode(bytes))).toThrow();
});
