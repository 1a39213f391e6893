import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { exportBackstage } from "./export-backstage.ts";

const EXPOSED = "exposes: { api: { openapi: api/openapi.yaml } }\n";

describe("the catalogue", () => {
  test("is written beside the manifest, and a second run changes nothing", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("orders") });
    const first = await exportBackstage({ manifests: [] }, effects);
    expect(first).toMatchObject({
      status: "ok",
      summary: "catalog-info.yaml holds 1 entity.",
      data: { isInStep: false },
    });
    const text = readFileSync(join(folder, "catalog-info.yaml"), "utf8");
    expect(text).toMatch(
      /^# Written by `towpath export backstage`\..*\n---\napiVersion: backstage.io\/v1alpha1\nkind: Component\n/,
    );
    expect(await exportBackstage({ manifests: [] }, effects)).toMatchObject({ status: "ok", data: { isInStep: true } });
    expect(readFileSync(join(folder, "catalog-info.yaml"), "utf8")).toBe(text);
  });

  test("names files as they are seen from where it is", async () => {
    const { effects } = folderWith({
      "services/orders/towpath.yaml": manifestOf("orders", EXPOSED),
      "services/orders/api/openapi.yaml": "openapi: 3.1.0",
    });
    const definitionAt = async (out: string) => {
      const { data } = await exportBackstage({ manifests: ["services/orders"], out }, effects);
      return data?.entities.find(({ kind }) => kind === "API")?.spec["definition"];
    };
    expect(await definitionAt("-")).toEqual({ $text: "./services/orders/api/openapi.yaml" });
    expect(await definitionAt("services/orders/catalog-info.yaml")).toEqual({ $text: "./api/openapi.yaml" });
    expect(await definitionAt("services/catalog.yaml")).toEqual({ $text: "./orders/api/openapi.yaml" });
  });

  test("holds several services, whatever the order of their files", async () => {
    const { effects } = folderWith({ "a/towpath.yaml": manifestOf("zebra"), "b/towpath.yaml": manifestOf("ant") });
    const shown = async (manifests: readonly string[]) => {
      const { sections } = await exportBackstage({ manifests, out: "-" }, effects);
      return sections.flatMap((section) => (section.kind === "document" ? [section.text] : []));
    };
    expect(await shown(["a", "b"])).toEqual(await shown(["b", "a"]));
    expect((await shown(["a", "b"]))[0]).toMatch(/name: ant\n(.*\n)*.*name: zebra\n/);
  });

  test("is not shown and written at once", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("orders") });
    await exportBackstage({ manifests: [], out: "-" }, effects);
    expect(existsSync(join(folder, "catalog-info.yaml"))).toBe(false);
  });
});

describe("--check", () => {
  test("fails where the file is missing or not in step, and writes nothing", async () => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("orders") });
    const check = () => exportBackstage({ manifests: [], checks: true }, effects);
    expect(await check()).toMatchObject({
      status: "failed",
      summary: expect.stringContaining("There is no catalog-info.yaml."),
    });
    expect(existsSync(join(folder, "catalog-info.yaml"))).toBe(false);
    await exportBackstage({ manifests: [] }, effects);
    expect(await check()).toMatchObject({ status: "ok", summary: "catalog-info.yaml is in step." });
    writeFileSync(join(folder, "towpath.yaml"), manifestOf("bills"));
    expect(await check()).toMatchObject({ status: "failed", summary: expect.stringContaining("is not in step.") });
    writeFileSync(join(folder, "catalog-info.yaml"), "kind: Component\n");
    expect(await check()).toMatchObject({ status: "failed", summary: "catalog-info.yaml was not written by Towpath." });
  });
});

describe("a file that someone wrote by hand", () => {
  const hand = "apiVersion: backstage.io/v1alpha1\nkind: Component\n";

  test.each([
    ["nobody to ask", undefined, hand],
    ["a no", async () => false, hand],
    ["a yes", async () => true, undefined],
  ])("with %s", async (_, confirm, kept) => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("orders"), "catalog-info.yaml": hand });
    const { status, findings } = await exportBackstage({ manifests: [], confirm }, effects);
    expect([status, findings.map(({ code }) => code)]).toEqual(
      kept === undefined ? ["ok", []] : ["failed", ["operation/foreign-file"]],
    );
    expect(readFileSync(join(folder, "catalog-info.yaml"), "utf8") === hand).toBe(kept !== undefined);
  });
});

describe("what cannot be exported", () => {
  test.each(["towpath.yaml", "nowhere.yaml"])("into a link that leads to %s", async (target) => {
    const { effects, folder } = folderWith({ "towpath.yaml": manifestOf("orders") });
    symlinkSync(join(folder, target), join(folder, "catalog-info.yaml"));
    const { findings } = await exportBackstage({ manifests: [], confirm: async () => true }, effects);
    expect(findings.map(({ code }) => code)).toEqual(["operation/output-file"]);
    expect(existsSync(join(folder, "nowhere.yaml"))).toBe(false);
  });

  test.each([
    [{ manifests: [], out: "." }, "operation/output-file"],
    [{ manifests: [], out: "no/folder/catalog-info.yaml" }, "operation/output-file"],
    [{ manifests: [], without: ["component"] }, "operation/unknown-kind"],
    [{ manifests: ["towpath.yaml", "twin"] }, "operation/same-service"],
    [{ manifests: ["bad"] }, "manifest/unknown-key"],
    [{ manifests: ["nothing"] }, "operation/no-manifest"],
  ])("%j: %s", async (request, code) => {
    const { effects, folder } = folderWith({
      "towpath.yaml": manifestOf("orders"),
      "twin/towpath.yaml": manifestOf("orders"),
      "bad/towpath.yaml": manifestOf("bad", "wrokload: {}\n"),
    });
    const { status, findings } = await exportBackstage(request, effects);
    expect([status, findings.map((finding) => finding.code)]).toEqual(["invalid", [code]]);
    expect(existsSync(join(folder, "catalog-info.yaml"))).toBe(false);
  });
});
