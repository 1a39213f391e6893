import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const PACKAGES = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(PACKAGES, path), "utf8");

test("the page on doctor has a section with an example for every code, and no other", () => {
  const sources = ["engine-local/src/doctor/ailment.ts", "operations/src/doctor/repository-ailment.ts"];
  const codes = sources.flatMap((source) =>
    [...read(source).matchAll(/\| "doctor\/([^"]+)"/g)].map(([, code]) => code),
  );
  const sections = read("operations/docs/doctor.md").split(/^## /m).slice(1);
  expect(codes.length).toBeGreaterThan(20);
  expect(sections.map((section) => section.split("\n", 1)[0]).sort()).toEqual(
    codes.map((code) => `doctor-${code}`).sort(),
  );
  for (const section of sections) expect(section).toMatch(/^[a-z-]+\n\n> \S.*?\n\n(?:Mandatory|Advice).*\./s);
});
