import type { Edit } from "@towpath/core";
import { expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

/** The edits of the only finding. */
function editsOf(body: string): readonly Edit[] {
  const { findings } = tried(HEAD + body);
  return findings.filter(({ code }) => code === "manifest/unknown-key").flatMap(({ edits = [] }) => edits);
}

test.each([
  ["case", "workload: { run: x, Variables: { A: b } }\n", "variables", "safe"],
  [
    "snake case",
    "resources: { db: { type: postgres } }\nworkload: { run: x, port: 1, health: { path: /, Time_out: 1s } }\n",
    "timeout",
    "safe",
  ],
  ["quotes", 'workload: { run: x, "Port": 1 }\n', '"port"', "safe"],
  ["a slip", "workload: { run: x, prot: 1 }\n", "port", "unsafe"],
  ["a plural", "resource: { db: { type: postgres } }\n", "resources", "unsafe"],
])("a key with %s is renamed", (_, body, text, safety) => {
  expect(editsOf(body)).toEqual([{ file: "towpath.yaml", range: expect.anything(), text, safety }]);
});

test.each([
  ["the name that is meant is there already", "workload: { run: x, port: 1, prot: 2 }\n"],
  ["nothing is near", "workload: { run: x, kubernetes: 1 }\n"],
  ["it is written in another way than it reads", 'workload: { run: x, "\\u0070rot": 1 }\n'],
  ["it is known from elsewhere", "workload: { run: x, replicas: 2 }\n"],
])("no key is renamed where %s", (_, body) => {
  expect(editsOf(body)).toEqual([]);
});

test("a setting is renamed, too", () => {
  const settings = "{ max_connections: 5, colation: C }";
  const { findings } = tried(`${HEAD}resources: { db: { type: postgres, settings: ${settings} } }\n`);
  expect(findings.flatMap(({ edits = [] }) => edits.map(({ text, safety }) => [text, safety]))).toEqual([
    ["maxConnections", "safe"],
    ["collation", "unsafe"],
  ]);
});

test("of two that may be meant, a person chooses", () => {
  expect(editsOf("workload: { run: x, Port: 1, PORT: 2 }\n").map(({ safety }) => safety)).toEqual(["unsafe", "unsafe"]);
});

test("a comment as others write it is taken for one", () => {
  const json = JSON.stringify({
    "// the service": 1,
    apiVersion: "towpath.dev/v1",
    kind: "Service",
    metadata: { name: "a" },
  });
  expect(tried(json).findings[0]?.suggestions).toEqual(["If this is a comment, start it with #."]);
});

test.each([
  ["workload:\n  run: x\n  scale:{ min: 2 }\n", "Write a space behind the colon: `scale: …`."],
  ["workload: run:x\n", "Write a space behind the colon: `run: x`."],
  ["environments: { dev: { workload: { args: x } } }\n", 'Write it as a list: ["x"].'],
  ["workload:\n  run: x\n  args:\n    -a\n    -b\n", "Write a space behind each -."],
  ["workload: { run: x, kind: “server” }\n", 'Write plain quotes (") around it.'],
])("%j is told what it lacks", (body, suggestion) => {
  expect(tried(HEAD + body).findings.flatMap(({ suggestions }) => suggestions)).toContain(suggestion);
});
