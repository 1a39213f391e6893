import { rmSync } from "node:fs";
import { join } from "node:path";
import { renderText } from "@towpath/report";
import { NOTES_ENGINE, notesPlatform } from "@towpath/testkit";
import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { driftAll } from "./drift-all.ts";

const PLATFORM = notesPlatform(`  dev: { ${NOTES_ENGINE} }`, `  prod: { ${NOTES_ENGINE} }`);
const note = (name: string, more = ""): string => manifestOf(name, `resources: { memo: { type: note } }\n${more}`);
const WAIVERS = `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: ownership/description, subject: { service: a }, reason: Being written., owner: team-a, created: "2026-11-01", expires: "2026-12-10" }
  - { id: W-2, rule: ownership/description, subject: { service: b }, reason: Being written., owner: team-a, created: "2026-11-01", expires: "2027-01-10" }
`;
const FILES = {
  ...PLATFORM,
  "a/towpath.yaml": note("a", "waivers: [waivers.yaml]\n"),
  "a/waivers.yaml": WAIVERS,
  "b/towpath.yaml": note("b"),
};
const all = { manifests: ["*/towpath.yaml"], platform: "platform.yaml" };
const confirm = async () => true;

test("what drifted in any environment of any service is on one page", async () => {
  const { folder, effects } = folderWith(FILES);
  const before = await driftAll(all, effects);
  expect(before).toMatchObject({ verb: "drift", status: "ok", data: { waivers: [] } });
  expect(before.summary).toBe("2 services in 4 environments: everything is as it was left.");
  for (const environment of ["dev", "prod"])
    await apply({ ...all, manifest: "b/towpath.yaml", environment, confirm }, effects);
  rmSync(join(folder, "home/notes/b/prod/memo"));
  const result = await driftAll(all, effects);
  expect(result).toMatchObject({
    status: "failed",
    summary: "2 services in 4 environments: drift in 1.",
    findings: [{ code: "operation/drifted", environments: ["prod"] }],
    data: {
      drifts: [
        { service: "a", environment: "dev", status: "ok", data: { hasApplied: false } },
        { service: "a", environment: "prod" },
        { service: "b", environment: "dev", status: "ok", data: { hasDrifted: false } },
        { service: "b", environment: "prod", status: "failed", data: { hasDrifted: true } },
      ],
    },
  });
  const text = renderText(result, { colour: false });
  expect(text).toContain("b in prod: Back to what was applied");
});

test("waivers that end within the days that are asked for are told of", async () => {
  const { effects } = folderWith(FILES);
  const { data, sections, summary } = await driftAll({ ...all, waiverDays: 14 }, effects);
  expect(data?.waivers.map(({ id }) => id)).toEqual(["W-1"]);
  expect(summary).toContain("1 waiver at an end");
  expect(JSON.stringify(sections)).toContain("2026-12-10");
});

test("one environment that cannot be looked at does not hide the others, and is no pass", async () => {
  const { effects } = folderWith({ ...FILES, "notes.ts": "export default {};\n" });
  const result = await driftAll({ ...all, environments: ["dev"] }, effects);
  expect(result.status).not.toBe("ok");
  expect(result.data?.drifts).toMatchObject([
    { service: "a", data: null },
    { service: "b", data: null },
  ]);
  expect(result.summary).toContain("2 could not be looked at");
});
