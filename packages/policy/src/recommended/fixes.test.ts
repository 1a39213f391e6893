import { describe, expect, test } from "vitest";
import { fixedTexts } from "../rule-tester/fixed-texts.ts";
import { tryRule } from "../rule-tester/try-rule.ts";
import { SCENE_FILES, type Scene } from "../scene/scene.ts";
import { strict } from "../strict/pack.ts";
import { now } from "../testing/subjects.ts";

const rules = strict.rules.map(({ rule }) => rule);
const ofManifests = rules.filter(
  ({ meta, phase }) => meta.fix !== undefined && (phase === "graph" || phase === "documents"),
);

describe.each(ofManifests)("the fixes of $id", (rule) => {
  const { bad, params = {} } = rule.meta.docs;

  test("mend what is found in the examples of its page, and leave a valid manifest", () => {
    const mended = bad.filter((code) => {
      const tried = tryRule(rule, { code, params }, { now });
      if (!tried.reports.some(({ finding }) => finding.fix)) return false;
      const [manifest = "", platform = ""] = [SCENE_FILES.manifest, SCENE_FILES.platform].map((file) =>
        fixedTexts(tried).get(file),
      );
      const after: Scene = { manifest, platform, params };
      expect(tryRule(rule, after, { now }).reports).toEqual([]);
      return true;
    });
    expect(mended).not.toEqual([]);
  });
});

test("only rules that say so have fixes", () => {
  for (const rule of rules)
    for (const code of rule.meta.docs.bad)
      for (const { finding } of tryRule(rule, { code, params: rule.meta.docs.params ?? {} }, { now }).reports)
        if (finding.fix) expect([rule.id, rule.meta.fix]).toEqual([rule.id, finding.fix.safety]);
});
