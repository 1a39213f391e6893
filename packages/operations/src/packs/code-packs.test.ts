import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";
import { plan } from "../verbs/plan.ts";

const platform = (...packs: readonly string[]): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, int: { engine: local } }
policies:
  packs: ${JSON.stringify(packs)}
  levels: { acme/named: mandatory }
`;

/** A rule about every service, whose check is this code. */
const rule = (check: string, id = "acme/named"): string => `defineRule({
  id: "${id}",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low", since: "1.0.0", messages: { said: "{{what}}" },
    docs: { summary: "It holds.", rationale: "Because.", bad: ["{}"], good: ["{}"] },
  },
  check(service, context) { ${check} },
})`;

const packOf = (
  rules: readonly string[],
  before = "",
): string => `import { definePack, defineRule } from "@towpath/policy";
${before}
export default definePack({ name: "acme", version: "1.0.0", rules: [${rules.join(",\n")}] });
`;

const SAYS = `context.report({ messageId: "said", data: { what: service.name + " was seen" } });`;

function checked(
  files: Readonly<Record<string, string>>,
  packs: readonly string[] = ["./rules.js"],
  more: object = {},
) {
  const { effects } = folderWith({
    "towpath.yaml": manifestOf("orders"),
    "platform.yaml": platform("@towpath/policy/recommended", ...packs),
    ...files,
  });
  return check({ manifests: [], platform: "platform.yaml", ...more }, effects);
}

const codes = ({ findings }: Awaited<ReturnType<typeof check>>): readonly string[] => [
  ...new Set(findings.filter(({ level }) => level === "mandatory").map(({ code }) => code)),
];

describe("a pack that is a module", () => {
  test.each([
    ["rules.js", packOf([rule(SAYS)])],
    ["rules.mjs", packOf([rule(SAYS)])],
    ["rules.ts", packOf([rule(`const text: string = service.name; ${SAYS}`)])],
    [
      "deep/rules.cjs",
      packOf([rule(SAYS)])
        .replace(/import (.*) from "(.*)"/, 'const $1 = require("$2")')
        .replace("export default", "module.exports ="),
    ],
  ])("%s is loaded with what it imports, and its rules are checked", async (file, text) => {
    const result = await checked({ [file]: text }, [`./${file}`]);
    expect(result.findings.filter(({ code }) => code === "acme/named")).toMatchObject([
      { message: "orders was seen", level: "mandatory", docs: file, environments: ["dev", "int"] },
    ]);
    expect(result.status).toBe("failed");
    expect(result.data?.rules.map(({ rule: id }) => id)).toContain("ownership/owner-present");
  });

  test("takes rules along that come with Towpath, which stay what they are", async () => {
    const text = `import { definePack, recommended } from "@towpath/policy";
import { named } from "./named.js";
export default definePack({ name: "acme", rules: [...recommended.rules, { rule: named, level: "mandatory" }] });
`;
    const named = `import { defineRule } from "@towpath/policy";\nexport const named = ${rule(SAYS)};\n`;
    const result = await checked({ "rules.js": text, "named.js": named });
    expect(result.findings.filter(({ code }) => code.startsWith("operation/"))).toEqual([]);
    expect(codes(result)).toEqual(["acme/named"]);
  });

  test("cannot lead out of the platform's folder", async () => {
    const result = await checked({}, ["../rules.js", "/etc/rules.js"]);
    expect(result).toMatchObject({ status: "invalid" });
    expect(codes(result)).toEqual(["manifest/path"]);
  });
});

describe("a pack that is broken blocks, says which it is, and leaves the other rules as they are", () => {
  test.each([
    ["throws while it loads", packOf([rule(SAYS)], "const a = 1;\nnull.x;"), "Cannot read properties of null", 3],
    ["cannot be read", "export default {{{", "Unexpected token", 1],
    ["imports what is not there", 'import "nowhere"; export default 1;', "Cannot find package 'nowhere'", undefined],
    ["throws something that is no error", "throw null; export default 1;", "it threw nothing", undefined],
    ["ends the process", "process.exit(0); export default 1;", "process.exit", 1],
    ["waits at its top level", "await new Promise(() => {}); export default 1;", "await", undefined],
    ["exports nothing", "export const a = 1;", "no pack", undefined],
    ["exports nonsense", "export default 7;", "it is a number", undefined],
    ["has no rules", packOf([]), "it has no rules", undefined],
    ["has a rule that is none", packOf(["{ id: 'acme/x' }"]), "its rule 1 (acme/x) has no phase", undefined],
    [
      "has a rule that is asynchronous",
      packOf([rule(SAYS).replace("check(", "async check(")]),
      "asynchronous",
      undefined,
    ],
    [
      "has two rules of one id",
      packOf([rule(SAYS), rule(SAYS)]),
      "Two rules of the pack acme are called acme/named",
      undefined,
    ],
    ["throws from a getter", "export default { get name() { throw new Error('no name') } };", "no name", 1],
  ])("because it %s", async (_what, text, why, line) => {
    const result = await checked({ "rules.js": text });
    expect(result.status).toBe("fault");
    const broken = result.findings.find(({ code }) => code === "operation/pack-broken");
    expect(broken).toMatchObject({ outcome: "error", level: "mandatory", address: "policies.packs.1" });
    expect(broken?.message).toContain('"rules.js"');
    expect(broken?.message).toContain(why);
    expect(broken?.places[0]).toMatchObject({ file: "platform.yaml", range: { start: { line: 6 } } });
    if (line !== undefined) expect(broken?.places[1]).toMatchObject({ file: "rules.js", range: { start: { line } } });
    expect(result.data?.rules.find((one) => one.rule === "ownership/owner-present")).toMatchObject({ passed: 2 });
    expect(codes(result)).toEqual(["operation/pack-broken"]);
  });

  test("two packs with a rule of one id: both are named, and the first holds", async () => {
    const result = await checked({ "a.js": packOf([rule(SAYS)]), "b.js": packOf([rule("")]) }, ["./a.js", "./b.js"]);
    const twice = result.findings.find(({ code }) => code === "policy/duplicate-rule");
    expect(twice?.message).toBe(
      "Two rules are called acme/named: one of a.js, one of b.js. The second was not checked.",
    );
    expect(twice?.places).toMatchObject([
      { file: "platform.yaml" },
      { file: "platform.yaml", note: expect.any(String) },
    ]);
    expect(codes(result)).toEqual(["policy/duplicate-rule", "acme/named"]);
  });

  test("a rule that a pack has and recommended has, too, is another rule", async () => {
    const result = await checked({ "rules.js": packOf([rule(SAYS, "ownership/owner-present")]) });
    expect(codes(result)).toContain("policy/duplicate-rule");
  });
});

describe("a rule that is broken is an error that names it and its pack", () => {
  test.each([
    ["throws", "throw new Error('no luck')", "no luck"],
    ["throws nothing", "throw undefined", "no error"],
    ["gives a promise", "return Promise.reject(new Error('later'))", "asynchronous"],
    ["ends the process", "process.exit(0)", "process.exit"],
    ["changes what it looks at", "service.name = 'other'", "read only"],
    ["changes what lies deep in it", "context.graph.workloads.push({})", "not extensible"],
    ["reports what it cannot", "context.report({ messageId: 'none' })", 'no message "none"'],
    ["never stops to report", "for (;;) context.report({ messageId: 'said', data: { what: 'x' } })", "20,000"],
  ])("because it %s", async (_what, code, why) => {
    const result = await checked({ "rules.js": packOf([rule(code), rule(SAYS, "acme/other")]) });
    expect(result.status).toBe("fault");
    const broken = result.findings.find(({ code: id, outcome }) => id === "acme/named" && outcome === "error");
    expect(broken?.message).toContain(why);
    expect(broken?.suggestions).toContain("The rule comes from rules.js.");
    expect(result.findings.filter(({ code: id }) => id === "acme/other")).toMatchObject([
      { message: "orders was seen" },
    ]);
  });

  test("because it never ends: it is stopped once in a run, and every other rule reports", async () => {
    const before = performance.now();
    const files = {
      "rules.js": packOf([rule("for (;;);"), rule(SAYS, "acme/other")]),
      "b/towpath.yaml": manifestOf("b"),
      "c/towpath.yaml": manifestOf("c"),
    };
    const result = await checked(files, ["./rules.js"], { manifests: ["**/towpath.yaml"] });
    expect(result.status).toBe("fault");
    expect(
      result.findings.filter(({ code }) => code === "acme/named").map(({ message, service }) => [service, message]),
    ).toEqual(["b", "c", "orders"].map((name) => [name, expect.stringMatching(/had not ended after \d+ seconds/)]));
    expect(result.findings.filter(({ code }) => code === "acme/other")).toHaveLength(3);
    expect(performance.now() - before).toBeLessThan(20_000);
  }, 30_000);

  test("plan is stopped by it, too", async () => {
    const { effects } = folderWith({
      "towpath.yaml": manifestOf("orders", "environments: { dev: {} }\n"),
      "platform.yaml": platform("./rules.js"),
      "rules.js": packOf([rule("throw new Error('no luck')")]),
    });
    expect(await plan({ platform: "platform.yaml" }, effects)).toMatchObject({ status: "fault" });
  });

  test("what it prints is not in the way of one JSON document", async () => {
    const written: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    try {
      await checked({
        "rules.js": packOf([rule("process.stdout.write('::set-output::');")], "process.stdout.write('loading');"),
      });
    } finally {
      process.stdout.write = write;
    }
    expect(written).toEqual([]);
  });
});

describe("for what somebody proposes", () => {
  test("no code of it is run, and the check blocks", async () => {
    const text = packOf([rule(SAYS)], "globalThis.wasHere = true;");
    const result = await checked({ "rules.js": text }, ["./rules.js", "@acme/policy@1.0.0"], { isUntrusted: true });
    expect(Reflect.get(globalThis, "wasHere")).toBeUndefined();
    expect(result.findings.filter(({ code }) => code === "operation/pack-proposed")).toHaveLength(2);
    expect(result).toMatchObject({ status: "invalid" });
  });
});

test.each([
  ["@towpath/policy/recomended", "operation/pack-not-found", 'Did you mean "@towpath/policy/recommended"?'],
  ["@acme/policy", "operation/pack-reference", expect.stringContaining("Name one version: @acme/policy@1.2.3.")],
  ["@acme/policy@^1", "operation/pack-reference", expect.stringContaining("Name one version")],
  ["git+https://acme.example/packs.git#v1", "operation/pack-reference", expect.stringContaining("A pack is one that")],
  ["./nowhere.js", "manifest/not-found", undefined],
])("%s is no pack, and what would have been checked does not pass", async (reference, code, hint) => {
  const result = await checked({}, [reference]);
  const finding = result.findings.find((one) => one.code === code);
  expect(finding?.suggestions[0]).toEqual(hint);
  expect(finding?.places).toMatchObject([{ file: "platform.yaml", range: { start: { line: 6 } } }]);
  expect(result.status).toBe("invalid");
});

describe("rules about the repository", () => {
  const about = (select: string, check: string): string =>
    rule(check)
      .replace('phase: "graph"', 'phase: "repository"')
      .replace('select: { service: "*" }', `select: ${select}`);
  const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/own
      - run: echo "\${{ github.event.issue.title }}"
`;
  const files = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".github/workflows/build.yml": workflow,
    ".github/actions/own/action.yml": "name: own\nruns: { using: composite, steps: [{ run: ls, shell: bash }] }\n",
  };

  test("see workflows as they are, and change nothing of them", async () => {
    const says = about(
      '{ step: "uses" }',
      'context.report({ messageId: "said", data: { what: step.address + " " + step.target.steps.length } });',
    ).replace("check(service,", "check(step,");
    const changes = about('{ workflow: "*" }', "workflow.jobs.length = 0;")
      .replace("check(service,", "check(workflow,")
      .replace("acme/named", "acme/changes");
    const result = await checked({ ...files, "rules.js": packOf([says, changes]) });
    expect(result.findings.filter(({ code }) => code === "acme/named")).toMatchObject([
      { message: expect.stringMatching(/ 1$/) },
    ]);
    expect(result.findings.filter(({ code }) => code === "acme/changes")).toMatchObject([
      { outcome: "error", message: expect.stringContaining("read only") },
    ]);
    expect(result.findings.some(({ code }) => code.startsWith("workflows/"))).toBe(true);
  });
});
