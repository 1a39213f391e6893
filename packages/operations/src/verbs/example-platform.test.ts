import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nodeClock } from "@towpath/core";
import { renderText } from "@towpath/report";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "./check.ts";
import { platformCheck } from "./platform-check.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../examples");
const PAGE = readFileSync(join(EXAMPLES, "platform/README.md"), "utf8");
const [, billing = ""] = /^```yaml\n(apiVersion.*?)^```$/ms.exec(PAGE) ?? [];
const [, shown = ""] = /^\$ towpath check billing --platform platform --waived\n(.*?)^```$/ms.exec(PAGE) ?? [];

/** The examples as they are, with the page's own service beside them, on a day. */
function examplesOn(day: string, at: string) {
  const { folder } = folderWith({});
  const skipped = ["node_modules", "dist", "reports", ".towpath"];
  cpSync(EXAMPLES, folder, { recursive: true, filter: (path) => !skipped.some((name) => path.endsWith(`/${name}`)) });
  mkdirSync(join(folder, "billing"));
  writeFileSync(join(folder, "billing/towpath.yaml"), billing);
  const clock = { ...nodeClock, now: () => new Date(`${day}T12:00:00Z`) };
  return folderWith({}, { folder: join(folder, at), clock }).effects;
}

describe("the example of a platform", () => {
  test("has a waiver that holds, as its page shows it", async () => {
    const effects = examplesOn("2026-12-01", ".");
    const result = await check({ manifests: ["billing"], platform: "platform" }, effects);
    const source = (file: string) => readFileSync(resolve(effects.folder, file), "utf8");
    const text = renderText(result, { colour: false, waived: true, source });
    expect(text).toBe(shown);
    expect(result).toMatchObject({ status: "ok", counts: { mandatory: 0, advisory: 0, waived: 1 } });
  });

  test("has a waiver that ends", async () => {
    const effects = examplesOn("2027-02-01", ".");
    const result = await check({ manifests: ["billing"], platform: "platform" }, effects);
    const expired = expect.stringContaining("ACME-2026-7");
    expect(result).toMatchObject({
      status: "failed",
      findings: [{ code: "workload/replicas", outcome: "fail", suggestions: expect.arrayContaining([expired]) }],
    });
  });

  test.each(["2026-11-22", "2027-01-30", "2027-03-01", "2036-01-01"])(
    "says nothing of the services beside it on %s: examples do not age",
    async (day) => {
      for (const name of ["orders", "invoices", "score"]) {
        const effects = examplesOn(day, name);
        const { findings } = await check({ manifests: [], platform: "../platform" }, effects);
        // Nothing is released yet that its three workflows could name.
        const advice = name === "orders" ? Array.from({ length: 3 }, () => "workflows/unpinned-uses") : [];
        expect([name, findings.map(({ code }) => code)]).toEqual([name, advice]);
      }
      expect(await platformCheck({}, examplesOn(day, "platform"))).toMatchObject({ status: "ok" });
    },
  );
});
