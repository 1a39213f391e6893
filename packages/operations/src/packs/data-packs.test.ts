import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";

const platform = (packs: readonly string[], more = ""): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
policies:
  packs: ${JSON.stringify(packs)}
${more}`;

const rule = (id: string, assert = "service.name.startsWith('shop-')"): string => `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata:
  id: ${id}
  severity: medium
  docs: { summary: Services are named after their shop., rationale: Dashboards are found by name. }
select: { service: "*" }
assert: ${assert}
message: "{{service.name}} is not named after a shop."
tests:
  pass: [{ metadata: { name: shop-a } }]
  fail: [{ metadata: { name: a } }]
`;
const pack = (rules: string, levels = "{ acme/named: mandatory }"): string => `apiVersion: towpath.dev/v1
kind: PolicyPack
metadata: { name: acme, version: 1.0.0 }
rules: [${rules}]
levels: ${levels}
`;

function checked(
  packs: readonly string[],
  files: Readonly<Record<string, string>>,
  more?: string,
  isUntrusted = false,
) {
  const all = { "towpath.yaml": manifestOf("orders"), "platform/platform.yaml": platform(packs, more), ...files };
  return check({ manifests: [], platform: "platform", isUntrusted }, folderWith(all).effects);
}
type Checked = Awaited<ReturnType<typeof check>>;
const about = ({ findings }: Checked, code: string) => findings.filter((one) => one.code === code);

describe("rules that are data", () => {
  test("are read from the files that a glob names: advice, and more where the platform says so", async () => {
    const files = { "platform/policies/a.yaml": rule("acme/named"), "platform/policies/b.yaml": rule("acme/also") };
    const result = await checked(["./policies/*.yaml"], files, "  levels: { acme/also: mandatory }\n");
    expect(about(result, "acme/named")).toMatchObject([
      { message: "orders is not named after a shop.", level: "advisory", places: [{ file: "towpath.yaml" }] },
    ]);
    expect(about(result, "acme/also")).toMatchObject([{ level: "mandatory" }]);
    expect(result.status).toBe("failed");
  });

  test("are checked for what somebody proposes, too: nothing of them runs", async () => {
    const result = await checked(["./named.yaml"], { "platform/named.yaml": rule("acme/named") }, "", true);
    expect(about(result, "acme/named")).toHaveLength(1);
  });

  test.each([["./policies/pack.yaml"], ["./policies"], ["./policies/*.yaml"]])(
    "of a pack have its levels: %s",
    async (name) => {
      const files = { "platform/policies/pack.yaml": pack("./*.yaml"), "platform/policies/a.yaml": rule("acme/named") };
      const result = await checked([name], files);
      expect(about(result, "acme/named")).toMatchObject([{ level: "mandatory" }]);
      expect(result.findings.filter(({ code }) => /^(operation|manifest)\//.test(code))).toEqual([]);
    },
  );

  test.each([
    [
      "an expression with a misspelt property",
      { "p/a.yaml": rule("acme/named", "service.nam == 'x'") },
      "policy/invalid-rule",
    ],
    [
      "a file that is no rule",
      { "p/a.yaml": "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: a }\n" },
      "operation/pack-not-found",
    ],
    ["a file that cannot be parsed", { "p/a.yaml": "a: [" }, "manifest/syntax"],
    ["a rule without tests", { "p/a.yaml": rule("acme/named").replace(/tests:.*/s, "") }, "manifest/missing-key"],
    ["a pack that names what is not there", { "p/a.yaml": pack("./rules/*.yaml") }, "manifest/not-found"],
    [
      "a pack with a level for no rule of its own",
      { "p/a.yaml": pack("./b.txt", "{ acme/name: off }"), "p/b.txt": rule("acme/named") },
      "policy/unknown-rule",
    ],
    ["a pack that leads out of the repository", { "p/a.yaml": pack("../../../../*.yaml") }, "manifest/path"],
    [
      "two rules of one id",
      { "p/a.yaml": rule("acme/named"), "p/b.yaml": rule("acme/named") },
      "policy/duplicate-rule",
    ],
  ])("%s never passes", async (_what, files, code) => {
    const below = Object.fromEntries(Object.entries(files).map(([path, text]) => [`platform/${path}`, text]));
    const result = await checked(["@towpath/policy/recommended", "./p/*.yaml"], below);
    expect(["failed", "invalid"]).toContain(result.status);
    expect(about(result, code)).toHaveLength(1);
    expect(about(result, code)[0]).toMatchObject({ level: "mandatory", outcome: "fail" });
    expect(about(result, code)[0]?.places[0]?.file).toMatch(/^platform\//);
  });
});

test("levels and parameters for no rule that there is, by platform and service, have no effect, and that is said", async () => {
  const all = {
    "towpath.yaml": manifestOf(
      "orders",
      "policies: { levels: { acme/nam: mandatory, acme/named: off }, params: { acme/none: { a: 1 } } }\n",
    ),
    "platform.yaml": platform(
      ["./named.yaml"],
      "  params: { acme/namedd: { a: 1 } }\n  levels: { acme/named: mandatory }\n",
    ),
    "named.yaml": rule("acme/named"),
  };
  const result = await check({ manifests: [], platform: "platform.yaml" }, folderWith(all).effects);
  expect(about(result, "policy/unknown-rule").map(({ address, service }) => [address, service])).toEqual([
    ["policies.params.acme/namedd", undefined],
    ["policies.levels.acme/nam", "orders"],
    ["policies.params.acme/none", "orders"],
  ]);
  expect(about(result, "policy/loosened-level")).toMatchObject([
    { address: "policies.levels.acme/named", service: "orders" },
  ]);
});
