import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { afterAll, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { plan } from "./plan.ts";

const confirm = async () => true;
const { effects, folder } = folderWith(
  { "towpath.yaml": manifestOf("a", "resources: { db: { type: postgres } }\n") },
  { clock: nodeClock },
);
const allowed = ["data-loss:resources.db"];

afterAll(() => destroy({ allowed, confirm }, effects));

test("what is kept is planned by name, approved by its file, and gone", async () => {
  expect(await apply({ confirm }, effects)).toMatchObject({ status: "ok" });
  expect(await plan({ addresses: ["resources.db"] }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/bad-answer" }],
  });
  writeFileSync(join(folder, "towpath.yaml"), manifestOf("a"));
  expect(await apply({ confirm }, effects)).toMatchObject({ status: "ok" });
  const request = { goal: "destroy", addresses: ["resources.db"] } as const;
  expect(await plan({ ...request, out: "plan.json" }, effects)).toMatchObject({
    data: { plan: { only: ["resources.db"], changes: [{ action: "delete", risk: "data-loss" }] }, orphans: [] },
  });
  expect(await apply({ planFile: "plan.json", confirm }, effects)).toMatchObject({
    status: "failed",
    findings: expect.arrayContaining([expect.objectContaining({ code: "provisioning/consent-missing" })]),
  });
  expect(await apply({ planFile: "plan.json", allowed, confirm }, effects)).toMatchObject({ status: "ok" });
  expect(await plan({}, effects)).toMatchObject({ status: "ok", data: { hasChanges: false, orphans: [] } });
  expect(await plan(request, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/unknown-address" }],
  });
});
