import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comply } from "./comply.ts";
import { builtInControls, loadControls } from "./load-controls.ts";
import { change, facts, instead, NOW } from "./testing/control-facts.ts";

describe("a platform's own controls", () => {
  const load = (text: string) => loadControls([{ name: "controls/own.yaml", bytes: new TextEncoder().encode(text) }]);
  const head = "apiVersion: towpath.dev/v1\nkind: Controls\nmetadata: { name: own }\n";

  test("are asked beside the built-in ones where they include them, and alone otherwise", () => {
    const own = `${head}controls:\n  - id: acme/two-tests\n    text: More than one test ran.\n    environments: [prod]\n    requires: [{ predicate: test-result, rule: passed, where: { result: [PASSED] } }]\n`;
    expect(load(own).controls.map(({ id }) => id)).toEqual(["acme/two-tests"]);
    expect(load(own).findings).toEqual([]);
    expect(load(`${own}includes: [towpath]\n`).controls.length).toBe(builtInControls().controls.length + 1);
    const flaky = facts({
      statements: instead("test-result", { result: "WARNED", configuration: [{ name: "orders" }] }),
    });
    const judged = comply({
      catalogue: load(own),
      facts: flaky,
      changes: [change(), change({ environment: "dev" })],
      now: NOW,
    });
    expect(judged.controls[0]?.changes).toMatchObject([
      { state: "failed", reasons: ['result is "WARNED", and has to be "PASSED".'] },
      { state: "not-applicable" },
    ]);
  });

  test.each([
    ["controls: 1\n", "controls is 1; expected a list of controls.", 4],
    [
      "controls: [{ id: X, text: t, requires: [] }]\n",
      'controls.0.id is "X"; expected a group and a name, such as change/four-eyes',
      4,
    ],
    [
      "controls: [{ id: a/b, text: t, requires: [{ predicate: sbom, rule: prsent }] }]\n",
      'There is no rule "prsent" for sbom.',
      4,
    ],
    ["controls: []\nextra: 1\n", 'Unknown key "extra" in the document.', 5],
    [
      "controls: []\nwaivers: [{ control: a/c, service: s, reason: r, owner: o, approvedBy: [p], from: 2026-01-01, until: 2026-01-02 }]\n",
      "There is no control a/c.",
      5,
    ],
    [
      "includes: [towpath]\ncontrols: [{ id: change/tested, text: t, requires: [{ predicate: sbom, rule: present }] }]\n",
      "There is a control change/tested already.",
      5,
    ],
    [
      "includes: [towpath]\ncontrols: []\nwaivers: [{ control: change/tested, service: s, reason: r, owner: o, approvedBy: [o], from: 2026-01-01, until: 2026-01-02 }]\n",
      "Nobody but its owner approved",
      6,
    ],
    [
      "includes: [towpath]\ncontrols: []\nwaivers: [{ control: change/tested, service: s, reason: r, owner: o, approvedBy: [p], from: 2026-02-01, until: 2026-01-02 }]\n",
      "ends before it begins",
      6,
    ],
  ])("are refused with the place: %j", (text, message, line) => {
    const { findings, waivers } = load(head + text);
    expect(findings.map((one) => one.message).join()).toContain(message);
    expect(findings[0]?.places[0]).toMatchObject({ file: "controls/own.yaml", range: { start: { line } } });
    expect(waivers.filter(({ owner, approvedBy }) => approvedBy.includes(owner))).toEqual([]);
  });

  test("are read whatever their bytes are", () => {
    fc.assert(
      fc.property(fc.string(), (text) => load(head + text).findings.length >= 0),
      { numRuns: 100 },
    );
  });
});
