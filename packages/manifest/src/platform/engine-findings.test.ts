import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { loadPlatform } from "./load-platform.ts";

function findingsOf(engines: string) {
  const text = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev:
    engines:
${engines}
`;
  const { findings } = loadPlatform("platform.yaml", memoryFiles({ "platform.yaml": text }), "/repo");
  return findings.map(({ code, message, places: [place] }) => `${place?.range?.start.line}: ${code}: ${message}`);
}

test.each([
  [
    "modules and packages of one version",
    "      own: { kind: drivers, drivers: [./drivers/dns.ts, '@acme/dns@1.2.3'] }",
    [],
  ],
  ["beside those of the local engine", "      local: { kind: local, drivers: [drivers/dns.mjs] }", []],
  [
    "none where there must be some",
    "      own: { kind: drivers }",
    ["7: manifest/missing-key: The engine own is one of drivers, and names none."],
  ],
  [
    "some where there can be none",
    "      cloud:\n        kind: terraform\n        drivers: [./dns.ts]",
    ["9: manifest/unknown-key: An engine of kind terraform takes no drivers."],
  ],
  [
    "names that are none",
    "      own:\n        kind: drivers\n        drivers:\n          - '@acme/dns'\n          - ./dns.yaml\n          - https://example.com/dns.js",
    [
      '10: manifest/invalid-value: "@acme/dns" names no drivers.',
      '11: manifest/invalid-value: "./dns.yaml" names no drivers.',
      '12: manifest/invalid-value: "https://example.com/dns.js" names no drivers.',
    ],
  ],
  [
    "the same twice",
    "      own:\n        kind: drivers\n        drivers:\n          - ./dns.ts\n          - ./dns.ts",
    ['11: manifest/invalid-value: The drivers "./dns.ts" are here twice.'],
  ],
])("an environment's engine with drivers of the platform's own: %s", (_, engines, expected) => {
  expect(findingsOf(engines)).toEqual(expected);
});
