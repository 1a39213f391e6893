import type { Finding } from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import { editDocument, fixChanges } from "@towpath/manifest/edit";
import { afterAll, describe, expect, test } from "vitest";
import { strict } from "../strict/pack.ts";
import { openExampleChecker } from "../testing/example-checker.ts";

const { check, close } = openExampleChecker();
afterAll(close);

/** A manifest with the fixes of what was found in it. */
function fixed(text: string, findings: readonly Finding[]): string {
  const { document } = parseDocument("towpath.yaml", new TextEncoder().encode(text));
  const changes = findings.flatMap(({ fix }) => fixChanges(document?.value ?? null, fix?.changes ?? []));
  const edited = editDocument(text, changes);
  expect(edited.findings).toEqual([]);
  return edited.text;
}

const ofManifests = strict.rules.filter(
  ({ rule }) => rule.meta.fix !== undefined && (rule.phase === "graph" || rule.phase === "documents"),
);

describe.each(ofManifests)("the fixes of $rule.id", (entry) => {
  test("mend what is found in the examples of its page, and leave a valid manifest", () => {
    const mended = entry.rule.meta.docs.bad.filter((example) => {
      const { findings, text = "" } = check([entry], { of: entry.rule, text: example });
      if (!findings.some(({ fix }) => fix)) return false;
      const [, platform = ""] = example.split("\n---\n");
      const after = check([entry], { of: entry.rule, text: `${fixed(text, findings)}\n---\n${platform}` });
      expect(after.findings).toEqual([]);
      return true;
    });
    expect(mended).not.toEqual([]);
  });
});

test("only rules that say so have fixes", () => {
  for (const entry of strict.rules)
    for (const text of entry.rule.meta.docs.bad)
      for (const { fix } of check([entry], { of: entry.rule, text }).findings)
        if (fix) expect([entry.rule.id, entry.rule.meta.fix]).toEqual([entry.rule.id, fix.safety]);
});
