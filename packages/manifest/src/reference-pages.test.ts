import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { referencePage } from "../scripts/reference-page.ts";
import { referenceSections } from "../scripts/reference-sections.ts";

const PACKAGE = join(import.meta.dirname, "..");

/** Every key that a schema knows, wherever. */
function keysOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (!isJsonObject(schema)) return [];
  const { properties, examples: _, defaultSnippets: __, ...others } = schema;
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  return [...own.flatMap(([key, member]) => [key, ...keysOf(member)]), ...Object.values(others).flatMap(keysOf)];
}

describe.each(["service", "platform", "resource-type", "waivers", "policy-rule", "policy-pack"])(
  "the page of %s",
  (kind) => {
    const page = readFileSync(join(PACKAGE, `docs/${kind}.md`), "utf8");

    test("has every key of its schema", () => {
      const keys = keysOf(JSON.parse(readFileSync(join(PACKAGE, `schemas/${kind}.json`), "utf8")));
      expect(keys.length).toBeGreaterThan(5);
      expect(keys.filter((key) => !page.includes(`\n| \`${key}\` `))).toEqual([]);
    });

    test("says of every key what it is", () => {
      expect(page.match(/^\| `[^|]*`\s*\| (?:\s*\||[^|]*\| \s*\|).*$/gm) ?? []).toEqual([]);
    });
  },
);

test("a page says what a value is, what holds without it, and what may not be left out", () => {
  const schema: JsonObject = {
    properties: {
      size: { enum: ["s", "l"], enumDescriptions: ["Small.", "Large."], default: "s", description: "How big | wide." },
      parts: { type: "object", additionalProperties: { $ref: "#/$defs/part", required: ["of"] } },
    },
    required: ["size"],
    $defs: {
      part: {
        description: "Takes ${x} and *.",
        properties: {
          of: { type: ["string", "boolean"], examples: [true] },
          more: { type: "array", items: { $ref: "#/$defs/part" } },
        },
      },
    },
  };
  const schemas = new Map([["thing", schema]]);
  const page = referencePage(
    "thing",
    { title: "T", text: "About." },
    { schemas, sections: referenceSections(schemas) },
  );
  expect(page.replace(/ {2,}/g, " ").replace(/-{3,}/g, "---")).toBe(`# T

About.

| key | value | what it is | example |
| --- | --- | --- | --- |
| \`size\` | \`s\` or \`l\` | How big \\| wide. **Required.**<br>\`s\`: Small.<br>\`l\`: Large.<br>Without it: \`s\`. | |
| \`parts\` | by name: [parts.NAME](#partsname) | | |

## parts.NAME

Takes \`\${x}\` and \\*.

| key | value | what it is | example |
| --- | --- | --- | --- |
| \`of\` | text, \`true\` or \`false\` | **Required.** | \`true\` |
| \`more\` | list of [parts.NAME](#partsname) | | |
`);
});
