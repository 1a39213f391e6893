import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

test.each([
  ["capitals in a name", HEAD.replace("orders", "Orders"), 'Write "orders".', "orders"],
  ["signs in a name", HEAD.replace("orders", "orders_api.v2"), 'Write "orders-api-v2".', "orders-api-v2"],
  ["a name in quotes", HEAD.replace("orders", "'Orders'"), 'Write "orders".', "'orders'"],
  [
    "a space in a duration",
    `${HEAD}workload: { run: x, port: 1, health: { path: /, interval: 30 s } }\n`,
    'Write "30s".',
    "30s",
  ],
  [
    "a path without its slash",
    `${HEAD}workload: { run: x, port: 1, health: { path: healthz } }\n`,
    'Write "/healthz".',
    "/healthz",
  ],
  ["a slip in a word", `${HEAD}workload: { run: x, port: 1, kind: sever }\n`, 'Did you mean "server"?', "server"],
  ["the case of a word", HEAD.replace("name:", "criticality: Critical, name:"), 'Did you mean "critical"?', "critical"],
])("%s is mended by hand, with an edit to look at", (_, manifest, suggestion, text) => {
  const [finding] = tried(manifest).findings;
  expect(finding?.suggestions).toEqual([suggestion]);
  expect(finding?.edits).toEqual([{ file: "towpath.yaml", range: finding?.places[0]?.range, text, safety: "unsafe" }]);
});

test.each([
  ["a name of no letters", HEAD.replace("orders", "日本")],
  ["a number that is too large", `${HEAD}workload: { run: x, port: 80800 }\n`],
])("nothing is made up for %s", (_, manifest) => {
  const [finding] = tried(manifest).findings;
  expect(finding?.suggestions).toEqual([]);
  expect(finding?.edits).toBeUndefined();
});

test.each([
  ["a number of seconds", `${HEAD}workload: { run: x, port: 1, health: { path: /, interval: 5 } }\n`, ['Write "5s".']],
  ["a word of YAML", `${HEAD}workload: { run: x, port: 1, health: { path: /, interval: true } }\n`, []],
])("%s is no duration by being put in quotes", (_, manifest, suggestions) => {
  const [finding] = tried(manifest).findings;
  expect(finding?.suggestions).toEqual(suggestions);
  expect(finding?.edits).toBeUndefined();
});
