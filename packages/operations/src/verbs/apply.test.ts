import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { plan } from "./plan.ts";

const MANIFEST = manifestOf("a", "resources: { db: { type: postgres } }\n");
const never = async (): Promise<boolean> => {
  throw new Error("Nobody was to be asked.");
};

/** A folder with a service and the plan for it, as `plan --out` writes it. */
async function planned() {
  const { folder, effects, events } = folderWith({ "towpath.yaml": MANIFEST });
  expect(await plan({ out: "plan.json" }, effects)).toMatchObject({ status: "ok", data: { hasChanges: true } });
  const path = join(folder, "plan.json");
  const change = (edit: (text: string) => string): void => writeFileSync(path, edit(readFileSync(path, "utf8")));
  return { folder, effects, events, change };
}

describe("a plan's file", () => {
  test.each([
    ["is not there", (text: string) => text, "other.json", "no such file"],
    ["is no JSON", () => "{", "plan.json", "plan.json is no plan"],
    ["is of another version", (text: string) => text.replace('"plan": 1', '"plan": 2'), "plan.json", "version 1"],
    ["is for another service", (text: string) => text.replace('"a"', '"b"'), "plan.json", "it is for b in dev"],
    [
      "shows other changes than its digest stands for",
      (text: string) => text.replace('"create"', '"none"'),
      "plan.json",
      "not those that its digest stands for",
    ],
  ])("that %s is refused before anything is touched", async (_name, edit, planFile, message) => {
    const { effects, events, change } = await planned();
    change(edit);
    const result = await apply({ planFile, confirm: never }, effects);
    expect(result).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/plan-file", message: expect.stringContaining(message) }],
    });
    expect(events).toEqual([]);
  });

  test("that no longer holds is refused, and says what moved", async () => {
    const { folder, effects } = await planned();
    writeFileSync(join(folder, "towpath.yaml"), MANIFEST.replace("postgres", 'postgres, version: "16"'));
    const result = await apply({ planFile: "plan.json", confirm: never }, effects);
    expect(result).toMatchObject({
      status: "failed",
      findings: [{ code: "provisioning/stale-plan", message: expect.stringContaining("the manifest moved") }],
    });
  });

  test("that cannot be written is the request's mistake", async () => {
    const { effects } = folderWith({ "towpath.yaml": MANIFEST });
    expect(await plan({ out: "nowhere/plan.json" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/plan-file", message: expect.stringContaining("nowhere/plan.json") }],
    });
  });
});

describe("consent", () => {
  test("nothing is changed without a yes, and the question comes with what would change", async () => {
    const { effects, events } = folderWith({ "towpath.yaml": MANIFEST });
    const asked: string[] = [];
    const no = async (question: string): Promise<boolean> => asked.push(question) < 0;
    expect(await apply({ confirm: no }, effects)).toMatchObject({
      status: "failed",
      findings: [{ code: "operation/not-confirmed" }],
    });
    expect(asked).toEqual(["1 to create. Go on?"]);
    expect(events.map((event) => "message" in event && event.message)).toContain(
      "+ resources.db (postgres on local): create",
    );
    expect(await apply({ confirm: undefined }, effects)).toMatchObject({
      status: "failed",
      findings: [{ suggestions: [expect.stringContaining("--yes")] }],
    });
  });

  test("to what there is not is refused with what was meant", async () => {
    const { effects } = folderWith({ "towpath.yaml": MANIFEST });
    expect(await apply({ allowed: ["data-loss:resources.bd"], confirm: never }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-consent", suggestions: ["Did you mean --allow data-loss:resources.db?"] }],
    });
    for (const other of ["dataloss", "data-loss:resources.other", "downtime:resources.db"])
      expect(await apply({ allowed: [other], confirm: never }, effects)).toMatchObject({
        status: "invalid",
        findings: [{ code: "operation/unknown-consent", suggestions: ["There are data-loss:resources.db."] }],
      });
  });
});
