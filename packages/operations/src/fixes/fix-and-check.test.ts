import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, type FixChange, makeFinding } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { fixAndCheck } from "./fix-and-check.ts";
import { withEdits } from "./with-edits.ts";

const TEXT = `# who may do what
permissions: write-all # too much
jobs:
  a:
    steps:
      - uses: actions/checkout@v4   # first
      - run: echo "a"
  b: { timeout-minutes: 5 }
`;

type Change = FixChange extends infer One ? (One extends FixChange ? Omit<One, "file"> : never) : never;

function finding(code: string, changes: readonly Change[], over: Partial<Finding> & { file?: string } = {}): Finding {
  const { file = "w.yaml", ...rest } = over;
  const fix = { safety: "safe" as const, changes: changes.map((change) => ({ file, ...change })) };
  return { ...makeFinding({ code, message: "It is wrong.", docs: "", address: code, fix }), ...rest };
}

/** A check that finds what its text still lacks. */
function checkOf(folder: string, all: readonly (readonly [missing: string, finding: Finding])[]) {
  let checks = 0;
  return {
    count: () => checks,
    run: async () => {
      checks += 1;
      const text = readFileSync(join(folder, "w.yaml"), "utf8");
      const findings = all.flatMap(([missing, one]) => (text.includes(missing) ? [] : [one]));
      return { summary: "", data: null, findings };
    },
  };
}

describe("fixes", () => {
  test("are made in the text, which keeps its comments and its layout, and checked again", async () => {
    const { folder, effects } = folderWith({ "w.yaml": TEXT });
    const check = checkOf(folder, [
      ["contents: read", finding("a/least", [{ type: "set", pointer: "/permissions", value: { contents: "read" } }])],
      ["timeout-minutes: 10", finding("a/time", [{ type: "set", pointer: "/jobs/b/timeout-minutes", value: 10 }])],
      [
        "persist-credentials",
        finding("a/keep", [{ type: "set", pointer: "/jobs/a/steps/0/with/persist-credentials", value: false }]),
      ],
    ]);
    const ending = await fixAndCheck("safe", check.run, effects);
    expect(readFileSync(join(folder, "w.yaml"), "utf8")).toBe(`# who may do what
permissions: # too much
  contents: read
jobs:
  a:
    steps:
      - uses: actions/checkout@v4   # first
        with:
          persist-credentials: false
      - run: echo "a"
  b: { timeout-minutes: 10 }
`);
    expect(ending.findings).toEqual([]);
    expect(ending.sections).toMatchObject([
      { title: "Fixed:", lines: [/a\/least/, /a\/time/, /a\/keep/].map((line) => expect.stringMatching(line)) },
    ]);
    expect(check.count()).toBe(2);
    const again = await fixAndCheck("all", check.run, effects);
    expect(again.sections).toEqual([]);
  });

  test("that would get into each other's way come one after the other", async () => {
    const { folder, effects } = folderWith({ "w.yaml": TEXT });
    const check = checkOf(folder, [
      ["id: first", finding("a/id", [{ type: "set", pointer: "/jobs/a/steps/0/id", value: "first" }])],
      [
        "run: echo b",
        finding("a/more", [{ type: "insert", pointer: "/jobs/a/steps", index: 0, value: { run: "echo b" } }]),
      ],
    ]);
    await fixAndCheck("safe", check.run, effects);
    expect(check.count()).toBe(3);
  });

  test("that need a person's look are made only where all were asked for", async () => {
    const { folder, effects } = folderWith({ "w.yaml": TEXT });
    const one = finding("a/pin", [{ type: "set", pointer: "/jobs/a/steps/1/run", value: "echo b" }]);
    const unsafe = { ...one, fix: { safety: "unsafe" as const, changes: one.fix?.changes ?? [] } };
    const check = checkOf(folder, [["echo b", unsafe]]);
    expect((await fixAndCheck("safe", check.run, effects)).findings).toHaveLength(1);
    expect(readFileSync(join(folder, "w.yaml"), "utf8")).toBe(TEXT);
    expect((await fixAndCheck("all", check.run, effects)).findings).toEqual([]);
  });

  test.each([
    ["waived", { outcome: "waived" as const }],
    ["not known yet", { outcome: "indeterminate" as const }],
  ])("of what is %s are not made", async (_, over) => {
    const { folder, effects } = folderWith({ "w.yaml": TEXT });
    const check = checkOf(folder, [["x: 1", finding("a/x", [{ type: "set", pointer: "/x", value: 1 }], over)]]);
    await fixAndCheck("all", check.run, effects);
    expect(readFileSync(join(folder, "w.yaml"), "utf8")).toBe(TEXT);
  });

  test("that never help end, and what cannot be changed is said", async () => {
    const { folder, effects } = folderWith({ "w.yaml": "n: 0\na: &x 1\nb: *x\n" });
    let value = 0;
    const endless = async () => {
      value += 1;
      const findings = [
        finding("a/again", [{ type: "set", pointer: "/n", value }]),
        finding("a/alias", [{ type: "set", pointer: "/b/c", value: 1 }]),
        finding("a/gone", [{ type: "set", pointer: "/a", value: 1 }], { file: "gone.yaml" }),
        finding("a/out", [{ type: "set", pointer: "/a", value: 1 }], { file: "../out.yaml" }),
      ];
      return { summary: "", data: null, findings };
    };
    const ending = await fixAndCheck("safe", endless, effects);
    expect(value).toBe(11);
    const [, left] = ending.sections ?? [];
    expect(left).toMatchObject({ title: "Could not be fixed:" });
    expect(left?.kind === "lines" && left.lines.map((line) => line.split(" ")[0])).toEqual([
      "a/alias",
      "a/gone",
      "a/out",
    ]);
    expect(readFileSync(join(folder, "w.yaml"), "utf8")).toContain("b: *x");
  });

  test("never go through a link that leads out of the repository", async () => {
    const { folder, effects } = folderWith({ "inside/.git/HEAD": "", "outside.yaml": "a: 1\n" });
    symlinkSync(join(folder, "outside.yaml"), join(folder, "inside/w.yaml"));
    const check = async () => ({
      summary: "",
      data: null,
      findings: [finding("a/x", [{ type: "set", pointer: "/a", value: 2 }])],
    });
    await fixAndCheck("all", check, { ...effects, folder: join(folder, "inside") });
    expect(readFileSync(join(folder, "outside.yaml"), "utf8")).toBe("a: 1\n");
  });
});

describe("edits", () => {
  test("are the fix of each finding in the file as it is", () => {
    const { effects } = folderWith({ "w.yaml": "a: 1 # one\nb: 2\n" });
    const findings = [
      finding("a/x", [{ type: "set", pointer: "/a", value: 5 }]),
      finding("a/y", [{ type: "remove", pointer: "/b" }]),
      finding("a/none", [{ type: "set", pointer: "/a", value: 1 }]),
    ];
    expect(withEdits(findings, effects).map(({ edits }) => edits)).toMatchObject([
      [{ file: "w.yaml", range: { start: { line: 1, column: 4 }, end: { line: 1, column: 5 } }, text: "5" }],
      [{ range: { start: { line: 2 } }, text: "" }],
      undefined,
    ]);
  });

  test("never repeat a line that looks like it holds a secret", () => {
    const { folder, effects } = folderWith({});
    writeFileSync(join(folder, "w.yaml"), "steps: [{ password: hunter2secret }]\n");
    const moved = finding("a/x", [{ type: "set", pointer: "/steps/0", value: { env: { password: "hunter2secret" } } }]);
    expect(withEdits([moved], effects)[0]?.edits).toBeUndefined();
  });
});
