import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { platformCheck } from "./platform-check.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [./*.type.yaml]
policies: { levels: { data/no-such-rule: mandatory } }
`;
const BUCKET = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: bucket }
outputs: { name: { type: string } }
recipes: { local: { driver: bucket } }
`;

test("the example's platform is right", async () => {
  const { effects } = folderWith({});
  const platform = join(import.meta.dirname, "../../../../examples/platform");
  const result = await platformCheck({ platform }, effects);
  expect(result).toMatchObject({ status: "ok", findings: [], data: { platform: "acme" } });
  expect(result.data?.types.map(({ type }) => type)).toEqual(["bucket", "postgres"]);
});

test("documents, recipes and policies are looked through at once", async () => {
  const { effects } = folderWith({
    "platform.yaml": PLATFORM,
    "a.type.yaml": BUCKET.replace("driver: bucket", "driver: buckte"),
    "b.type.yaml":
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: {}\nrecipes: { local: { driver: bucket } }\n",
  });
  const result = await platformCheck({}, effects);
  expect(result.status).toBe("invalid");
  expect(result.findings.map(({ code }) => code)).toEqual([
    "manifest/unknown-driver",
    "manifest/missing-key",
    "policy/unknown-rule",
  ]);
  expect(result.summary).toMatch(/^The platform acme has \d faults/);
});

test("where there is no platform, that is said", async () => {
  const { effects } = folderWith({});
  const result = await platformCheck({}, effects);
  expect(result).toMatchObject({ status: "invalid", findings: [{ code: "manifest/not-found" }], data: null });
});
