import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { loadWaivers } from "./load-waivers.ts";

const HEAD = "apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers:\n";
const WHOLE = {
  id: "W-2026-014",
  rule: "data/backup-retention",
  subject: "{ service: orders, environment: prod, resource: db }",
  allow: "resource.settings.backupRetentionDays >= 3",
  reason: "Read-only until the shared cluster is ready.",
  owner: "team-checkout",
  approvedBy: "team-security",
  ticket: "SEC-1234",
  created: "2026-11-01",
  expires: "2027-01-30",
};

function entry(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const fields = Object.entries({ ...WHOLE, ...changes }).filter(([, value]) => value !== undefined);
  return `  - ${fields.map(([key, value]) => `${key}: ${value}`).join("\n    ")}\n`;
}

function load(text: string) {
  return loadWaivers("/repo/w.yaml", "w.yaml", memoryFiles({ "w.yaml": text }));
}

const said = (text: string): readonly string[] =>
  load(text).findings.map(({ code, message, places: [place] }) => {
    const { line, column } = place?.range?.start ?? { line: 0, column: 0 };
    return `${line}:${column} ${code} ${message}`;
  });

test("a waiver is what its file says, each part with its place", () => {
  const { value, findings } = load(HEAD + entry());
  expect(findings).toEqual([]);
  const [waiver] = value ?? [];
  expect(waiver).toMatchObject({
    ...WHOLE,
    subject: { service: "orders", environment: "prod", resource: "db" },
    place: { file: "w.yaml", range: { start: { line: 4, column: 9 } } },
  });
  expect(Object.keys(waiver?.places ?? {}).sort()).toEqual(Object.keys(WHOLE).sort());
  expect(waiver?.places.expires).toMatchObject({ range: { start: { line: 13, column: 14 } } });
});

describe("a field that is missing", () => {
  test.each(["id", "rule", "subject", "reason", "owner", "created", "expires"])("%s is said by name", (key) => {
    const text = HEAD + entry({ [key]: undefined });
    const [only, ...others] = said(text);
    expect(only).toContain(`manifest/missing-key waivers.0 lacks "${key}".`);
    expect(others).toEqual([]);
    expect(load(text).value).toEqual([]);
  });

  test.each(["allow", "approvedBy", "ticket"])("%s may be", (key) => {
    expect(said(HEAD + entry({ [key]: undefined }))).toEqual([]);
  });
});

test.each([
  ["a rule by a glob", { rule: '"data/*"' }, 'rule is "data/*"; expected the exact id of one rule'],
  ["a rule that is all of them", { rule: '"*"' }, 'rule is "*"; expected the exact id'],
  ["a reason of spaces", { reason: '"  "' }, 'reason is "  "; expected a sentence that says why'],
  ["nobody", { owner: '""' }, 'owner is ""; expected the name of a team or a person'],
  ["a date with a time", { expires: "2027-01-30T00:00:00Z" }, "expected a date, such as 2027-03-31"],
  ["a number for a date", { expires: "20270130" }, "expires is 20270130; expected a date"],
  ["a day that there is not", { expires: "2027-02-30" }, 'is "2027-02-30", and there is no such day.'],
  ["no leap day", { created: "2025-02-29" }, 'created of the waiver W-2026-014 is "2025-02-29", and there is no'],
  ["an end before the beginning", { expires: "2026-10-31" }, "manifest/waiver-dates The waiver W-2026-014 expires on"],
  ["no subject", { subject: "{}" }, "subject is an empty mapping; expected at least one of service, environment"],
  ["every service", { subject: '{ service: "*" }' }, 'service is "*"; expected a DNS label'],
  ["a service and a file", { subject: "{ service: a, file: b }" }, "has a subject with service and file"],
  ["two things", { subject: "{ service: a, resource: b, workload: c }" }, "manifest/waiver-subject"],
  ["an environment of a file", { subject: "{ file: a, environment: dev }" }, "manifest/waiver-subject"],
  ["an environment of no service", { subject: "{ environment: dev }" }, "does not say for which service."],
  ["an environment of an address", { subject: "{ address: a, environment: b }" }, "manifest/waiver-subject"],
  ["a line", { subject: "{ service: a, line: 3 }" }, 'manifest/unknown-key Unknown key "line"'],
  ["an unknown key", { until: "2027-01-30" }, 'manifest/unknown-key Unknown key "until"'],
])("%s is refused, and the waivers beside it count", (_, changes, message) => {
  const text = HEAD + entry(changes) + entry({ id: "W-2" });
  const found = said(text);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(message);
  expect(load(text).value?.map(({ id }) => id)).toEqual(["W-2"]);
});

test("everything that is wrong is said at once, with its place", () => {
  const text = HEAD + entry({ owner: undefined, created: "yesterday" }) + entry({ id: "W-2", rule: '"*"' });
  expect(said(text)).toEqual([
    '4:5 manifest/missing-key waivers.0 lacks "owner".',
    '11:14 manifest/invalid-value waivers.0.created is "yesterday"; expected a date, such as 2027-03-31.',
    '14:11 manifest/invalid-value waivers.1.rule is "*"; expected the exact id of one rule, such as data/backup-retention; no *.',
  ]);
});

test("of two waivers with one id the first counts", () => {
  const text = HEAD + entry() + entry({ owner: "team-other" });
  expect(load(text).value?.map(({ owner }) => owner)).toEqual(["team-checkout"]);
  expect(said(text)).toEqual([
    '14:9 manifest/duplicate-name There are two waivers "W-2026-014"; this one does not count.',
  ]);
});

test.each([
  ["nothing", "", "manifest/empty"],
  ["a service", "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: a }\n", "manifest/kind"],
  ["no list", "apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers: { a: 1 }\n", "manifest/wrong-type"],
  ["no waivers at all", "apiVersion: towpath.dev/v1\nkind: Waivers\n", "manifest/missing-key"],
  ["another key", `${HEAD}  []\nrules: []\n`, "manifest/unknown-key"],
  ["a version to come", "apiVersion: towpath.dev/v9\nkind: Waivers\n", "manifest/api-version"],
])("a file with %s has no waivers", (_, text, code) => {
  expect(load(text).value).toBeUndefined();
  expect(said(text).join("\n")).toContain(code);
});

test("no file holds anything that makes it throw", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("- id: 1", "  - ", "subject: ", "__proto__: 1", "&a *a", "\u0000"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const { value, findings } = load(HEAD + pieces.join("\n  "));
      expect(value !== undefined || findings.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
