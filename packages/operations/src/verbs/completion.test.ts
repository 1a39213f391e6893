import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { completion } from "./completion.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
build: { run: make, output: [dist] }
workload: { run: node a.js, port: 8080, variables: { A: "1" } }
resources:
  db: { type: postgres }
  odd: { type: "$(touch pwned)" }
environments:
  dev: {}
  "$(touch pwned)": {}
`;

const known = ["bash", "environments"];
const words = async (what: string, files: Readonly<Record<string, string>>, more = {}) => {
  const { effects } = folderWith(files);
  const result = await completion({ what, known, ...more }, effects);
  expect(result).toMatchObject({ status: "ok", sections: [{ kind: "document" }] });
  return result.data?.words ?? [];
};

test.each([
  ["environments", ["dev"]],
  ["resources", ["resources.db", "resources.db.host", "resources.db.url"]],
  ["addresses", ["metadata.name", "resources.db.settings.maxConnections", "workload.variables.A"]],
])("%s of a manifest, and nothing that a shell could obey", async (what, expected) => {
  const found = await words(what, { "towpath.yaml": MANIFEST });
  expect(found).toEqual(expect.arrayContaining(expected));
  expect(found.join(" ")).not.toContain("$");
});

test("the manifest and the platform that are named", async () => {
  const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { int: { engine: local }, prod: { engine: local } }
`;
  const files = {
    "a/towpath.yaml": "kind: Service\nmetadata: { name: a }\napiVersion: towpath.dev/v1\n",
    "p/platform.yaml": platform,
  };
  expect(await words("environments", files, { manifest: "a", platform: "p" })).toEqual(["int", "prod"]);
});

test.each([[{}], [{ "towpath.yaml": "a: [" }], [{ "towpath.yaml": "\u0000" }]])(
  "no names, and no noise, for %j",
  async (files) => {
    for (const what of ["environments", "resources", "addresses"]) expect(await words(what, files)).toEqual([]);
  },
);

test("another shell is refused with what there is", async () => {
  const { effects } = folderWith({});
  expect(await completion({ what: "bahs", known }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/bad-answer", suggestions: ["Did you mean bash?"] }],
  });
});
