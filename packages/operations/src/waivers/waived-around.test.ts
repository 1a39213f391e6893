import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@towpath/report";
import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { check } from "../verbs/check.ts";
import { waiverBaseline } from "../verbs/waiver-baseline.ts";

const RULE = "workflows/unpinned-uses";
const workflow = (comment = ""): string => `on: push
permissions: { contents: read }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/setup@v5${comment}
`;
const PLATFORM = (level: string, more = ""): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
policies: { levels: { ${RULE}: ${level} } }
${more}`;
const waivers = (subject: string): string => `apiVersion: towpath.dev/v1
kind: Waivers
waivers:
  - { id: W-1, rule: ${RULE}, subject: ${subject}, reason: r, owner: o, created: 2026-11-01, expires: 2027-01-01 }
`;
const WORKER = "workload: { kind: worker, run: node worker.js }\n";

function files(over: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".github/workflows/ci.yml": workflow(),
    ".github/workflows/release.yml": workflow(),
    "platform.yaml": PLATFORM("mandatory"),
    "s/towpath.yaml": manifestOf("a", `${WORKER}platform: ../platform.yaml\nwaivers: [w.yaml]\n`),
    "s/w.yaml": waivers("{ file: .github/workflows/ci.yml }"),
    ...over,
  };
}

function outcomes({ findings }: Result): readonly string[] {
  return findings
    .filter(({ code }) => code === RULE || code.startsWith("waiver/"))
    .map(({ code, outcome, places: [place] }) => `${place?.file.split("/").at(-1)} ${code} ${outcome}`);
}

test.each([
  ["a file", "{ file: .github/workflows/ci.yml }"],
  ["a file and what it is called", '{ file: ./.github/workflows/ci.yml, address: "workflows.ci\\\\.yml.jobs.test" }'],
  ["an address", '{ address: "workflows.ci\\\\.yml" }'],
])("a workflow is waived by %s, wherever in the repository somebody is", async (_, subject) => {
  const { effects, folder } = folderWith(files({ "s/w.yaml": waivers(subject) }));
  const expected = [`ci.yml ${RULE} waived`, `release.yml ${RULE} fail`];
  expect(outcomes(await check({ manifests: ["s"] }, effects))).toEqual(expected);
  expect(outcomes(await check({ manifests: [] }, { ...effects, folder: join(folder, "s") }))).toEqual(expected);
});

test("a platform's waivers count for it, too", async () => {
  const { effects } = folderWith(
    files({
      "platform.yaml": PLATFORM("mandatory", "waivers: [s/w.yaml]\n"),
      "s/towpath.yaml": manifestOf("a", `${WORKER}platform: ../platform.yaml\n`),
    }),
  );
  expect(outcomes(await check({ manifests: ["s"] }, effects))[0]).toBe(`ci.yml ${RULE} waived`);
});

test("one that nothing needs is said once", async () => {
  const { effects } = folderWith(files({ "s/w.yaml": waivers("{ file: .github/workflows/gone.yml }") }));
  const found = outcomes(await check({ manifests: ["s"] }, effects));
  expect(found.filter((line) => line.includes("waiver/"))).toEqual(["w.yaml waiver/unused fail"]);
});

test.each([
  ["advisory", "waived", []],
  ["mandatory", "fail", ["ci.yml waiver/comment fail"]],
] as const)("a comment in a workflow, where the rule is %s", async (level, outcome, said) => {
  const comment = ` # towpath-ignore ${RULE} until:2027-01-01 -- being pinned`;
  const { effects } = folderWith(
    files({
      "platform.yaml": PLATFORM(level),
      ".github/workflows/ci.yml": workflow(comment),
      "s/w.yaml": waivers("{ file: .github/workflows/release.yml }"),
    }),
  );
  const found = outcomes(await check({ manifests: ["s"] }, effects));
  expect(found.filter((line) => line.startsWith("ci.yml"))).toEqual([`ci.yml ${RULE} ${outcome}`, ...said]);
});

test("a baseline has waivers for workflows", async () => {
  const { effects, folder } = folderWith(
    files({ "s/towpath.yaml": manifestOf("a", `${WORKER}platform: ../platform.yaml\n`) }),
  );
  const below = { ...effects, folder: join(folder, "s") };
  const made = await waiverBaseline({ manifests: [], owner: "team-a", expires: "2027-01-30", rules: [RULE] }, below);
  expect(made.data?.waivers.map(({ subject }) => subject.file)).toEqual([
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
  ]);
  expect(made.status).toBe("ok");
  const after = outcomes(await check({ manifests: ["s"] }, effects));
  expect(after).toEqual([`ci.yml ${RULE} waived`, `release.yml ${RULE} waived`]);
  writeFileSync(join(folder, "s/waivers.yaml"), "");
});
