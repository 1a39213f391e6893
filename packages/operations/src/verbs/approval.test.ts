import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@towpath/provisioning";
import { renderText } from "@towpath/report";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { apply } from "./apply.ts";
import { plan } from "./plan.ts";

const MANIFEST = manifestOf("a", 'resources: { db: { type: postgres, version: "17" } }\n');
const never = async (): Promise<boolean> => {
  throw new Error("Nobody was to be asked.");
};

/** A folder with a service, and the plan for it. */
async function planned() {
  const { folder, effects } = folderWith({ "towpath.yaml": MANIFEST });
  await plan({ out: "plan.json" }, effects);
  const made: Plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8"));
  const change = (from: string, to: string): void =>
    writeFileSync(join(folder, "towpath.yaml"), MANIFEST.replace(from, to));
  return { effects, change, made };
}

describe("a plan's file that no longer holds", () => {
  test("is refused with each change as lines that went and came, and the input that moved", async () => {
    const { effects, change } = await planned();
    change('db: { type: postgres, version: "17" }', 'db: { type: postgres, version: "16" }, more: { type: bucket }');
    const result = await apply({ planFile: "plan.json", confirm: never }, effects);
    expect(result).toMatchObject({
      status: "failed",
      findings: [{ code: "provisioning/stale-plan", message: expect.stringContaining("the manifest moved") }],
      data: { status: "refused", changes: [] },
    });
    const text = renderText(result, { colour: false });
    expect(text).toMatch(
      /manifest {2}sha256:\w{12} {2}sha256:\w{12} \(moved\)\n {2}platform {2}sha256:\w{12} {2}the same/,
    );
    expect(text).toContain(
      '  ~ resources.db: is another change now\n      - version: "17"\n        resources.db (postgres on local): create\n',
    );
    expect(text).toContain('      + version: "16"\n');
    expect(text).toContain("  + resources.more: was not in what was approved\n");
    expect(text).toContain("Digest to approve: sha256:");
  });

  test("because a change is gone says that", async () => {
    const { effects, change } = await planned();
    change('resources: { db: { type: postgres, version: "17" } }\n', "");
    const text = renderText(await apply({ planFile: "plan.json", confirm: never }, effects), { colour: false });
    expect(text).toContain("- resources.db: is not to be changed any more");
  });
});

describe("an approved digest", () => {
  test("of other changes is refused, and the plan of now is shown with its digest", async () => {
    const { effects, change, made } = await planned();
    change('"17"', '"16"');
    const result = await apply({ approved: made.changesDigest, confirm: never }, effects);
    expect(result).toMatchObject({
      status: "failed",
      findings: [{ code: "provisioning/stale-plan", message: expect.stringContaining(made.changesDigest) }],
    });
    expect(renderText(result, { colour: false })).toContain('version: "16"');
  });

  test.each(["sha256:abc", "abc", "", `sha256:${"A".repeat(64)}`, `${"0".repeat(64)}`, `sha256:${"0".repeat(65)}`])(
    "%j is none, which is said before anything is read",
    async (approved) => {
      const { effects } = folderWith({});
      expect(await apply({ approved, confirm: never }, effects)).toMatchObject({
        status: "invalid",
        findings: [{ code: "operation/approved-digest" }],
      });
    },
  );

  test("that is not the plan file's is refused", async () => {
    const { effects } = await planned();
    const approved = `sha256:${"0".repeat(64)}`;
    expect(await apply({ planFile: "plan.json", approved, confirm: never }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/plan-file", message: expect.stringContaining("was approved") }],
    });
  });

  test("of no changes at all is carried out without a question", async () => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a") });
    const made = await plan({}, effects);
    const approved = made.data?.plan?.changesDigest ?? "";
    expect(await apply({ approved, confirm: never }, effects)).toMatchObject({ status: "ok" });
  });
});

test("consent to a loss that does not happen is said to be for nothing", async () => {
  const { effects } = folderWith({ "towpath.yaml": MANIFEST });
  expect(await plan({ allowed: ["data-loss:resources.db"] }, effects)).toMatchObject({
    status: "ok",
    findings: expect.arrayContaining([
      expect.objectContaining({ code: "operation/consent-not-needed", level: "advisory" }),
    ]),
  });
});
