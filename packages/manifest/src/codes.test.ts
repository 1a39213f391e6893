import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MANIFEST_CODES } from "./codes.ts";
import { finding } from "./finding.ts";

const page = readFileSync(join(import.meta.dirname, "../docs/errors.md"), "utf8");
const sections = [...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title);

test("every code has its section, in order, and no section is of no code", () => {
  const anchors = MANIFEST_CODES.map((code) => finding({ code, message: "", places: [] }).docs.split("#")[1]);
  expect(sections).toEqual([...anchors, "setting"]);
});

test("a finding of a setting leads to the section on settings", () => {
  expect(finding({ code: "setting/postgres/tls", message: "", places: [] }).docs).toBe(
    "packages/manifest/docs/errors.md#setting",
  );
});
