import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CHECKS,
  type Check,
  type ConformanceSubject,
  conformDriver,
  formatConformance,
} from "@towpath/provisioning/conformance";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { apply } from "../verbs/apply.ts";
import { destroy } from "../verbs/destroy.ts";
import { plan } from "../verbs/plan.ts";
import { platformCheck } from "../verbs/platform-check.ts";
import { platformTest } from "../verbs/platform-test.ts";

const PAGE = join(import.meta.dirname, "../../../provisioning/docs/driver.md");
const page = readFileSync(PAGE, "utf8");

/** The steps of the page by their numbers: files to write, commands to run, and what is printed. */
function step(number: number) {
  const text = page.split(/^## /m).find((section) => section.startsWith(`${number}. `)) ?? "";
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, block = ""]) => ({
    language,
    block,
  }));
  const files = Object.fromEntries(
    blocks.flatMap(({ block }) => {
      const [, name] = /^(?:#|\/\/) (\S+\.(?:ts|yaml))\n/.exec(block) ?? [];
      return name === undefined ? [] : [[name, block]];
    }),
  );
  const of = (wanted: string) => blocks.filter(({ language }) => language === wanted).map(({ block }) => block);
  const commands = of("sh").flatMap((block) => block.trim().split("\n"));
  return { files, commands, texts: of("text") };
}

/** A folder with the files of some steps, the later ones in the place of the earlier, as a command of its own sees it. */
function folderAfter(...steps: readonly number[]) {
  const { folder, effects } = folderWith(Object.assign({}, ...steps.map((each) => step(each).files)));
  const shares = join(folder, "shares");
  const variables = { ...process.env, ...effects.variables, ACME_SHARES: shares };
  return { folder, shares, effects: { ...effects, variables } };
}

describe("the guide to drivers leads from an empty folder to a driver that conforms", () => {
  test("a first driver that is found wanting", { timeout: 60_000 }, async () => {
    const { effects } = folderAfter(1, 2);
    expect(step(3).commands).toEqual(["npx towpath platform check", "npx towpath platform test --quick"]);
    expect(await platformCheck({}, effects)).toMatchObject({ status: "ok", findings: [] });
    const result = await platformTest({ isQuick: true }, effects);
    expect(result.status).toBe("failed");
    const [said = ""] = step(3).texts;
    const [place, message] = said.trim().split("\n");
    expect(result.findings.map((finding) => finding.message)).toEqual([message?.trim()]);
    const [at] = result.findings[0]?.places ?? [];
    const { line, column } = at?.range?.start ?? {};
    expect(place).toBe(`${at?.file}:${line}:${column}  mandatory  operation/recipe-contract in dev`);
  });

  test("one that keeps its contract", { timeout: 180_000 }, async () => {
    const { effects } = folderAfter(1, 2, 4);
    expect(step(4).commands).toEqual(["npx towpath platform test"]);
    const isQuick = !process.env["TOWPATH_LONG"]; // killing processes takes its time; the last step does it, too
    const { findings, summary, data } = await platformTest({ isQuick }, effects);
    expect(findings).toEqual([]);
    expect(`${summary}\n`).toBe(step(4).texts[0]);
    const passed = data?.recipes[0]?.results.filter(({ status }) => status === "passed");
    expect(passed?.map(({ check }) => check)).toContain(isQuick ? "rename" : "kill");
  });

  test("a service that uses it", async () => {
    const { shares, effects } = folderAfter(1, 2, 4, 5);
    expect(step(5).commands.map((line) => line.replace(/ --platform.*/, ""))).toEqual([
      "npx towpath plan",
      "npx towpath apply",
      "npx towpath destroy",
    ]);
    const request = { platform: ".", confirm: async () => true };
    expect((await plan(request, effects)).data?.plan?.summary).toMatchObject({ create: 1 });
    expect(await apply(request, effects)).toMatchObject({ status: "ok" });
    const [made = ""] = await readdir(shares);
    const written: unknown = JSON.parse(await readFile(join(shares, made, "share.json"), "utf8"));
    expect(written).toEqual({ quotaMiB: 512, tier: "fast" });
    expect(await destroy(request, effects)).toMatchObject({ status: "ok" });
    expect(await readdir(shares)).toEqual([made]);
  });

  test("a test of its own", { timeout: 60_000 }, async () => {
    const { folder, shares } = folderAfter(1, 2, 4, 6);
    await mkdir(shares);
    await symlink(join(import.meta.dirname, "../../../../node_modules"), join(folder, "node_modules"));
    const url = pathToFileURL(join(folder, "drivers/share-subject.ts")).href;
    const { default: subject }: { readonly default: (folder: string) => ConformanceSubject } = await import(url);
    const checks: readonly Check[] = ["drift", "outputs", "kill"];
    const report = await conformDriver(subject(shares), { checks });
    expect(formatConformance(report)).not.toMatch(/FAILED|left out/);
    expect(report.results.map(({ of }) => of)).toContain("a quota that somebody changed");
  });

  test("every check of the kit is told of", () => {
    for (const check of CHECKS) expect(page).toContain(`| \`${check}\``);
  });
});
