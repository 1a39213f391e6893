import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPlatform } from "@towpath/manifest";
import { expect, test } from "vitest";
import type { ControlPredicate } from "./controls/control.ts";
import { loadControls } from "./controls/load-controls.ts";
import { rulesOf } from "./controls/rules.ts";
import { PREDICATE_TYPES } from "./statement/predicate-type.ts";

const page = (name: string): string => readFileSync(join(import.meta.dirname, "..", name), "utf8");
const blocks = (text: string): readonly string[] =>
  [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = ""]) => block);

test("the page of controls shows controls that are some, and every rule that there is", () => {
  const text = page("docs/controls.md");
  const [own = ""] = blocks(text);
  const { controls, waivers, findings } = loadControls([{ name: "own.yaml", bytes: new TextEncoder().encode(own) }]);
  expect(findings).toEqual([]);
  expect(controls.map(({ id }) => id)).toContain("acme/no-flaky-tests");
  expect(waivers).toHaveLength(1);
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (.*) \|$/gm)];
  const predicates: readonly ControlPredicate[] = [
    "provenance",
    "test-result",
    "sbom",
    "source-review",
    "deployment",
    "exception",
    "provision",
    "record",
    "running",
  ];
  expect(rows.map(([, name]) => name)).toEqual(predicates);
  for (const [place, predicate] of predicates.entries())
    for (const rule of rulesOf(predicate)) expect(rows[place]?.[2]).toContain(`\`${rule}\``);
});

test("the front page begins with a platform that is one, and lists every code", () => {
  const text = page("README.md");
  const [platform = ""] = blocks(text);
  const bytes = new TextEncoder().encode(platform);
  const files = {
    read: (path: string) => (path.endsWith("platform.yaml") ? bytes : undefined),
    list: () => undefined,
    realPath: (path: string) => path,
  };
  const { value, findings } = loadPlatform("platform.yaml", files, "/repo");
  expect(findings).toEqual([]);
  expect(value?.evidence).toMatchObject({
    key: { variable: "TOWPATH_EVIDENCE_KEY" },
    anchor: { github: "deployments" },
  });
  const codes = [...page("src/errors.ts").matchAll(/\| "(evidence\/[a-z-]+)"/g)].map(([, code]) => code);
  expect([...text.matchAll(/^\| `(evidence\/[a-z-]+)`/gm)].map(([, code]) => code)).toEqual(codes);
});

test("the page of statements lists every type", () => {
  const rows = [...page("docs/statements.md").matchAll(/^\| `([a-z-]+)` +\| `(\S+)`/gm)];
  expect(Object.fromEntries(rows.map(([, name, type]) => [name, type]))).toEqual(PREDICATE_TYPES);
});
