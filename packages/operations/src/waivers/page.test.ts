import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Result, renderText } from "@towpath/report";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";
import { waiverList } from "../verbs/waiver-list.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../policy/docs/waivers.md"), "utf8");
const fences = [...PAGE.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)];
const files = Object.fromEntries(fences.flatMap(([, , file, text = ""]) => (file ? [[file, text] as const] : [])));
const shown = new Map(
  fences.flatMap(([, language, , text = ""]) => {
    const [, command = "", output = ""] = /^\$ towpath ([^\n]*)\n(.*)$/s.exec(text) ?? [];
    return language === "text" ? [[command, output] as const] : [];
  }),
);
const request = { manifests: [], platform: "platform.yaml" };

function textOf(result: Result, waived = false): string {
  return renderText(result, { colour: false, waived, source: (file) => files[file] });
}

test("what the page shows of a check", async () => {
  const { effects } = folderWith(files);
  const result = await check(request, effects);
  expect(shown.get("check --platform platform.yaml --waived")).toBe(textOf(result, true));
});

test("what the page shows of the list", async () => {
  const { effects } = folderWith(files);
  expect(shown.get("waiver list --platform platform.yaml")).toBe(textOf(await waiverList(request, effects)));
});

describe("what the page says of waivers themselves", () => {
  test("has every code", () => {
    const source = readFileSync(join(import.meta.dirname, "../../../policy/src/waivers/waiver-finding.ts"), "utf8");
    const codes = [...source.matchAll(/\| "(waiver\/[a-z-]+)"/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(8);
    expect([...PAGE.matchAll(/^### (waiver\/\S+)$/gm)].map(([, code]) => code).sort()).toEqual(codes.sort());
  });
});
