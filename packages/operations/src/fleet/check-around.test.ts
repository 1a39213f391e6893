import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";

const WORKER = "workload: { kind: worker, run: node worker.js }\n";
const WORKFLOW = `on: push
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
`;
const platform = (name: string, level: string): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: ${name} }
environments: { dev: { engine: local } }
policies: { levels: { workflows/unpinned-uses: ${level} } }
`;

describe("around manifests", () => {
  test("the workflows of the repository are checked once, wherever in it somebody is", async () => {
    const { effects, folder } = folderWith({
      ".github/workflows/ci.yml": WORKFLOW,
      "services/a/towpath.yaml": manifestOf("a", WORKER),
      "services/b/towpath.yaml": manifestOf("b", WORKER),
    });
    const found = async (request: Parameters<typeof check>[0], below = "") => {
      const { findings, data } = await check(request, { ...effects, folder: `${folder}${below}` });
      const pins = findings.filter(({ code }) => code === "workflows/unpinned-uses");
      return { pins, rule: data?.rules.find(({ rule }) => rule === "workflows/unpinned-uses") };
    };
    const all = await found({ manifests: ["**/towpath.yaml"] });
    expect(all.pins).toMatchObject([
      {
        level: "advisory",
        environments: [],
        places: [{ file: ".github/workflows/ci.yml", range: { start: { line: 7 } } }],
      },
    ]);
    expect(all.rule).toMatchObject({ subjects: 1, failed: 1 });
    const one = await found({ manifests: [] }, "/services/a");
    expect(one.pins).toMatchObject([{ places: [{ file: expect.stringMatching(/\.github\/workflows\/ci\.yml$/) }] }]);
  });

  test("of two platforms the stricter one decides", async () => {
    const { effects } = folderWith({
      ".github/workflows/ci.yml": WORKFLOW,
      "p/platform.yaml": platform("p", "advisory"),
      "q/platform.yaml": platform("q", "mandatory"),
      "a/towpath.yaml": manifestOf("a", `${WORKER}platform: ../p\n`),
      "b/towpath.yaml": manifestOf("b", `${WORKER}platform: ../q\n`),
    });
    const { findings } = await check({ manifests: ["*/towpath.yaml"] }, effects);
    expect(findings.filter(({ code }) => code === "workflows/unpinned-uses")).toMatchObject([{ level: "mandatory" }]);
  });

  test("where there is no repository, rules about it are not evaluated", async () => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a", WORKER) });
    const { data, findings } = await check({ manifests: [] }, effects);
    expect(findings.filter(({ code }) => code.startsWith("workflows/"))).toEqual([]);
    expect(data?.rules.find(({ rule }) => rule === "workflows/unpinned-uses")).toMatchObject({ isEvaluated: false });
  });

  test("a workflow that cannot be read is said and does not end the check", async () => {
    const { effects } = folderWith({
      ".github/workflows/ci.yml": WORKFLOW,
      ".github/workflows/broken.yml": "on: [push\njobs: {",
      "towpath.yaml": manifestOf("a", WORKER),
    });
    const { findings } = await check({ manifests: [] }, effects);
    expect(findings.map(({ code }) => code)).toContain("workflows/unpinned-uses");
    expect(findings.filter(({ places: [place] }) => place?.file.endsWith("broken.yml"))).toHaveLength(1);
  });
});
