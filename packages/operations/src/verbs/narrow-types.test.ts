import { nodeClock } from "@towpath/core";
import { afterAll, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { outputs } from "./outputs.ts";
import { plan } from "./plan.ts";
import { up } from "./up.ts";

const type = (name: string, output: string) => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name} }
stateful: true
${name === "postgres" ? 'versions: [{ version: "17", status: current }]' : ""}
outputs: { ${output} }
recipes: { local: { driver: ${name} } }
`;

const confirm = async () => true;
const { effects } = folderWith(
  {
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [postgres.yaml, bucket.yaml]
`,
    "postgres.yaml": type("postgres", "url: { type: string, secret: true }"),
    "bucket.yaml": type("bucket", "name: { type: string }"),
    "towpath.yaml": manifestOf("a", "resources: { db: { type: postgres }, files: { type: bucket } }\n"),
  },
  { clock: nodeClock },
);
const request = { platform: "platform.yaml" };

afterAll(async () => {
  await destroy({ ...request, allowed: ["data-loss:resources.db", "data-loss:resources.files"], confirm }, effects);
});

test("types that promise less than their drivers give are made once, and show no more than they promise", async () => {
  expect(await apply({ ...request, confirm }, effects)).toMatchObject({ status: "ok" });
  expect(await plan(request, effects)).toMatchObject({ status: "ok", data: { hasChanges: false } });
  expect(await drift(request, effects)).toMatchObject({ status: "ok", findings: [] });
  const shown = await outputs({ ...request, isTerminal: false }, effects);
  expect(Object.keys(shown.data?.outputs ?? {}).sort()).toEqual(["resources.db.url", "resources.files.name"]);
  await down(request, effects);
  expect(await up(request, effects)).toMatchObject({ status: "ok" });
  expect(await plan(request, effects)).toMatchObject({ status: "ok", data: { hasChanges: false } });
});
