import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { fc } from "../testing/property.ts";
import { applyEdits } from "./apply-edits.ts";
import { commentsIn } from "./comments-in.ts";
import { editDocument } from "./edit-document.ts";
import { changed, changeFor, choice } from "./testing/any-change.ts";

const ROOT = join(import.meta.dirname, "../../../..");
/** The corpora stand beside a checkout and are no part of it: where they are absent, the examples alone are changed. */
const FILES = [
  "examples/*/*.yaml",
  "examples/*/types/*.yaml",
  "packages/manifest/starter/**/*.yaml",
  "../shared/corpora/*/**/*.{yaml,yml,json}",
].flatMap((glob) => globSync(glob, { cwd: ROOT, exclude: (name) => name === "node_modules" }));
const RUNS = process.env["TOWPATH_LONG"] ? 200 : 8;

const read = (text: string) => {
  const { document, findings } = parseDocument("x", new TextEncoder().encode(text));
  return document && findings.length === 0 ? document.value : undefined;
};

const documents = FILES.flatMap((file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const value = text.length < 20_000 && !/^\t/m.test(text) ? read(text) : undefined;
  return value === undefined || value === null ? [] : [{ file, text, value }];
});

test("there are some", () => expect(documents.length).toBeGreaterThan(3));

/** Where parts are shared, a change may be refused by name. */
const isShared = (text: string): boolean => /[:-] +[&*]\w/.test(text);

describe("documents that people wrote", () => {
  test.each(documents)("$file", ({ text, value }) => {
    const law = fc.property(choice, (chosen) => {
      const change = changeFor(value, ...chosen);
      fc.pre(change !== undefined);
      const edited = editDocument(text, [change]);
      if (isShared(text) && edited.findings[0]?.code === "manifest/edit-alias") return;
      expect(edited.findings).toEqual([]);
      expect(canonicalJson(read(edited.text))).toBe(canonicalJson(changed(value, change)));
      expect(applyEdits(text, edited.edits)).toEqual({ ok: true, text: edited.text });
      if (change.type === "remove" || change.type === "set") return;
      expect(commentTexts(edited.text)).toEqual(commentTexts(text));
    });
    fc.assert(law, { numRuns: RUNS });
  });
});

function commentTexts(text: string): readonly string[] {
  return commentsIn(text)
    .map(({ start, end }) => text.slice(start, end))
    .sort();
}
