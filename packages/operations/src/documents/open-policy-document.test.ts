import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";
import { validate } from "../verbs/validate.ts";

const waivers = (more: string): string => `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: a/b, subject: { service: a }, reason: r, owner: o, created: 2026-11-01, ${more} }
`;
const rule = (assert: string): string => `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: acme/named, severity: low, docs: { summary: S., rationale: R. } }
select: { service: "*" }
assert: ${assert}
message: It is called {{service.name}}.
tests: { pass: [{ metadata: { name: a } }], fail: [{ metadata: { name: b } }] }
`;
const pack = "apiVersion: towpath.dev/v1\nkind: PolicyPack\nmetadata: { name: acme }\nrules: [rule.yaml]\n";

test.each([
  ["waivers", { "x.yaml": waivers("expires: 2027-01-01, allow: environment.name == 'dev'") }, []],
  ["a waiver without an end", { "x.yaml": waivers("") }, ["manifest/missing-key"]],
  [
    "a bound with a slip",
    { "x.yaml": waivers("expires: 2027-01-01, allow: enviroment.name == 'dev'") },
    ["waiver/bound"],
  ],
  ["a rule", { "x.yaml": rule('service.name == "a"') }, []],
  ["a rule with a slip", { "x.yaml": rule('servce.name == "a"') }, ["policy/invalid-rule"]],
  ["a pack", { "x.yaml": pack, "rule.yaml": rule('service.name == "a"') }, []],
  ["a pack of a rule with a slip", { "x.yaml": pack, "rule.yaml": rule("true +") }, ["policy/invalid-rule"]],
  ["a pack of nothing", { "x.yaml": pack }, ["manifest/not-found"]],
])("validate says of %s what is wrong in it", async (_, files, codes) => {
  const { effects } = folderWith(files);
  const { findings, status } = await validate({ manifests: ["x.yaml"] }, effects);
  expect(findings.map(({ code }) => code)).toEqual(codes);
  expect(status).toBe(codes.length === 0 ? "ok" : "invalid");
});

test("the files of waivers that a manifest names are looked through with it", async () => {
  const service = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: a, owner: o }\nwaivers: [w.yaml]\n";
  const { effects } = folderWith({ "towpath.yaml": service, "w.yaml": waivers("expires: 2026-10-01") });
  const { findings, status } = await validate({ manifests: [] }, effects);
  expect({ status, codes: findings.map(({ code }) => code) }).toEqual({
    status: "invalid",
    codes: ["manifest/waiver-dates"],
  });
});

test("a check is of services, and says where else to ask", async () => {
  const { effects } = folderWith({ "x.yaml": waivers("expires: 2027-01-01") });
  expect((await check({ manifests: ["x.yaml"] }, effects)).findings).toMatchObject([
    { code: "manifest/kind", suggestions: [expect.stringContaining("towpath validate")] },
  ]);
});
