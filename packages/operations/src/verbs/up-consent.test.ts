import { nodeClock } from "@towpath/core";
import { renderText } from "@towpath/report";
import { afterEach, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { up } from "./up.ts";

const manifest = (collation: string): string =>
  manifestOf("a", `resources: { db: { type: postgres, settings: { collation: ${collation} } } }\n`);

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

test("nothing comes up over data that nobody allowed to lose, and the plan is shown", async () => {
  const confirm = async () => true;
  const { effects } = folderWith({ "towpath.yaml": manifest("C") }, { clock: nodeClock });
  endings.push(() => destroy({ allowed: ["data-loss:resources.db"], confirm }, effects));
  expect(await apply({ confirm }, effects)).toMatchObject({ status: "ok" });
  const { effects: now } = folderWith({ "towpath.yaml": manifest("C.UTF-8") }, { variables: effects.variables });
  const refused = await up({}, now);
  expect(refused).toMatchObject({
    status: "failed",
    findings: expect.arrayContaining([expect.objectContaining({ code: "provisioning/consent-missing" })]),
  });
  expect(renderText(refused, { colour: false })).toContain('settings.collation: "C" → "C.UTF-8"');
});

test("a service of resources alone says what came up, and where to look", async () => {
  const { effects } = folderWith(
    { "towpath.yaml": manifestOf("a", "resources: { files: { type: bucket } }\n") },
    { clock: nodeClock },
  );
  endings.push(() => destroy({ allowed: ["data-loss:resources.files"], confirm: async () => true }, effects));
  const first = await up({}, effects);
  expect(first).toMatchObject({ status: "ok", summary: "a in dev: 1 × create." });
  const said = renderText(first, { colour: false });
  expect(said).toContain("towpath outputs resources.files --reveal");
  expect(said).not.toContain("towpath logs");
  expect(await up({}, effects)).toMatchObject({ status: "ok", summary: "a in dev: nothing to change." });
});
