import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { loadPlatform } from "./load-platform.ts";

function found(environment: string, settings = "{}"): readonly string[] {
  const files = memoryFiles({
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: ${environment}, int: { engine: local } }
resourceTypes: [db.yaml]
`,
    "db.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings: ${settings}
recipes: { local: { driver: postgres } }
`,
  });
  return loadPlatform("platform.yaml", files, "/repo").findings.map(({ code, message }) => `${code} ${message}`);
}

test("an engine that there is not is one mistake, and none at all is another", () => {
  const kinds = "expected one of local, terraform, kubernetes.";
  expect(found("{ engine: lokal }")).toEqual([`manifest/invalid-value environments.dev.engine is "lokal"; ${kinds}`]);
  expect(found("{}")).toEqual(["manifest/no-engine The environment dev has no engine."]);
});

test.each([
  ["{ n: { type: integer, minimum: 8, maximum: 7, default: 7 } }", "The minimum of n is 8 and its maximum 7"],
  ["{ t: { type: string, minLength: 3, maxLength: 2 } }", "The minLength of t is 3 and its maxLength 2"],
  ["{ a: { type: array, items: { type: integer, minimum: 1, maximum: 0 } } }", "The minimum of a"],
])("bounds that nothing fits between are said as such: %s", (settings, message) => {
  const [first, ...others] = found("{ engine: local }", settings);
  expect(first).toContain(`manifest/invalid-value ${message}`);
  expect(first).toContain("so no value fits.");
  expect(others).toEqual([]);
});

test("bounds with one value between them are none of that", () => {
  expect(found("{ engine: local }", "{ n: { type: integer, minimum: 7, maximum: 7 } }")).toEqual([]);
});
