import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type ActionStep,
  hostileDocuments,
  hostileFileNames,
  hostileStrings,
  runAction,
  SEALED_EXIT_CODE,
  sealedArguments,
} from "@towpath/testkit";
import { builtAction } from "@towpath/testkit/action-suite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const LIMITS = "  limits: { cpu: 500m, memory: 256Mi }\n";
const GOOD = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-checkout, description: Takes orders. }
test: { run: npm test }
workload:
  run: node server.js
  port: 8080
  health: { path: /healthz }
${LIMITS}environments: { dev: {} }
`;
const ADVICE = GOOD.replace(LIMITS, "");
const BROKEN = GOOD.replace("port:", "prot:");
const STRICT_PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, values: { domain: localhost } } }
policies: { levels: { workload/limits: mandatory } }
`;

const action = builtAction(join(import.meta.dirname, ".."));

let workspace = "";
beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), "towpath-workspace-")));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
}

/** Runs the bundle with no way to the network and no way to start another process. */
function check(inputs: ActionStep["inputs"] = {}, step: Partial<ActionStep> = {}) {
  return runAction({ folder: action.folder, workspace, inputs, nodeArguments: sealedArguments, ...step });
}

describe("how it ends", () => {
  test("a manifest that has nothing wrong passes in silence", async () => {
    write({ "towpath.yaml": GOOD });
    using ending = await check();
    expect(ending).toMatchObject({ exitCode: 0, stderr: "", annotations: [] });
    expect(ending.outputs).toMatchObject({ result: "ok", findings: "0", mandatory: "0", advisory: "0" });
    expect(ending.summary).toContain("orders");
  });

  test("advice is shown at its line and does not fail the step", async () => {
    write({ "services/orders/towpath.yaml": ADVICE });
    using ending = await check();
    expect(ending).toMatchObject({
      exitCode: 0,
      outputs: { result: "ok", findings: "1", advisory: "1" },
      annotations: [{ level: "warning", file: "services/orders/towpath.yaml", title: "workload/limits" }],
    });
    expect(ending.summary).toContain("workload/limits");
  });

  test("advice fails the step where the workflow asks for that, and says so", async () => {
    write({ "towpath.yaml": ADVICE });
    using ending = await check({ "fail-on": "advisory" });
    expect(ending).toMatchObject({ exitCode: 1, outputs: { result: "failed", mandatory: "0", advisory: "1" } });
    expect(ending.annotations).toMatchObject([
      { level: "warning" },
      { level: "error", message: '1 advisory finding, and the input "fail-on" is "advisory".' },
    ]);
    expect(JSON.parse(readFileSync(ending.outputs["report"] ?? "", "utf8"))).toMatchObject({ status: "failed" });
  });

  test("what the platform makes mandatory fails the step", async () => {
    write({ "towpath.yaml": ADVICE, "platform/platform.yaml": STRICT_PLATFORM });
    using ending = await check({ platform: "platform" });
    expect(ending).toMatchObject({
      exitCode: 1,
      outputs: { result: "failed", mandatory: "1" },
    });
    expect(ending.annotations[0]).toMatchObject({ level: "error", file: "towpath.yaml", title: "workload/limits" });
  });

  test("a document that cannot be used is invalid, with its place", async () => {
    write({ "towpath.yaml": BROKEN });
    using ending = await check();
    expect(ending).toMatchObject({ exitCode: 2, outputs: { result: "invalid" } });
    expect(ending.annotations[0]).toMatchObject({
      level: "error",
      file: "towpath.yaml",
      line: 7,
      title: "manifest/unknown-key",
    });
    expect(ending.annotations[0]?.message).toContain('"port"');
  });

  test.each([
    ["nothing to check", {}, "operation/no-manifest"],
    ["an environment that is not there", { environments: "prd" }, "operation/unknown-environment"],
    ["a folder that is not there", { "working-directory": "none" }, "action-kit/folder"],
    ["a misspelt input", { "fail-onn": "advisory" }, "action-kit/unknown-input"],
    ["a value that an input does not take", { "fail-on": "sometimes" }, "action-kit/invalid-input"],
  ])("%s is never a pass", async (what, inputs, title) => {
    if (what !== "nothing to check") write({ "towpath.yaml": GOOD });
    using ending = await check(inputs);
    expect(ending).toMatchObject({
      exitCode: 2,
      outputs: { result: "invalid" },
      annotations: [{ level: "error", title }],
    });
  });
});

describe("what it is asked", () => {
  test("several manifests are checked at once; the report has all of it", async () => {
    write({
      "a/towpath.yaml": GOOD,
      "b/towpath.yaml": ADVICE,
      "c/other.yaml": BROKEN,
      "node_modules/x/towpath.yaml": BROKEN,
    });
    using ending = await check();
    const report: unknown = JSON.parse(readFileSync(ending.outputs["report"] ?? "", "utf8"));
    expect(report).toMatchObject({
      verb: "check",
      exitCode: 0,
      data: { manifests: [{ manifest: "a/towpath.yaml" }, { manifest: "b/towpath.yaml" }] },
    });
  });

  test("what a pipeline has to know of each service is an output", async () => {
    const platform = STRICT_PLATFORM.replace(
      "dev: { engine: local",
      "prod: { engine: terraform, promoteFrom: { environment: dev }, gates: { approvals: { count: 1, by: [team-a] } } }, dev: { engine: local",
    );
    const prod = GOOD.replace("{ dev: {} }", "{ prod: {}, dev: {} }").replace(
      "test:",
      'toolchain: { node: "24" }\ntest:',
    );
    write({
      "services/orders/towpath.yaml": prod,
      "platform/platform.yaml": `${platform}teams: { team-a: {}, team-checkout: {} }\n`,
    });
    using ending = await check({ platform: "platform" });
    expect(JSON.parse(ending.outputs["services"] ?? "")).toEqual([
      {
        service: "orders",
        manifest: "services/orders/towpath.yaml",
        folder: "services/orders",
        environments: [
          { name: "dev", approvals: false, engines: ["local"] },
          { name: "prod", approvals: true, engines: ["terraform"] },
        ],
        toolchain: { node: "24" },
        build: false,
        test: true,
        workload: true,
        evidence: false,
      },
    ]);
  });

  test("only the manifests that are named, from the folder that is named, at lines of the repository", async () => {
    write({ "app/a/towpath.yaml": ADVICE, "app/b/towpath.yaml": BROKEN });
    using ending = await check({ "working-directory": "app", manifests: "a/towpath.yaml" });
    expect(ending).toMatchObject({ exitCode: 0, annotations: [{ file: "app/a/towpath.yaml" }] });
  });

  test("annotations and summary can be left out", async () => {
    write({ "towpath.yaml": ADVICE });
    using ending = await check({ annotations: "false", summary: "false" });
    expect(ending).toMatchObject({ exitCode: 0, annotations: [], summary: "" });
    expect(ending.shown.join("\n")).toContain("workload/limits");
  });

  test("more findings than GitHub shows: the tenth says how many more, the summary has them all", async () => {
    write(
      Object.fromEntries(
        Array.from({ length: 25 }, (_, index) => [
          `s${index}/towpath.yaml`,
          ADVICE.replace("orders", `orders-${index}`),
        ]),
      ),
    );
    using ending = await check();
    expect(ending.annotations).toHaveLength(10);
    expect(ending.annotations[9]?.message).toContain("16 more");
    expect(ending.summary.match(/<code>workload\/limits<\/code>/g)).toHaveLength(25);
  });
});

describe("what a pull request may hold", () => {
  /** Nothing but annotations, the outputs that are declared, and files below RUNNER_TEMP. */
  function expectHarmless(ending: Awaited<ReturnType<typeof check>>): void {
    expect(ending.exitCode).not.toBe(SEALED_EXIT_CODE);
    expect([0, 1, 2]).toContain(ending.exitCode);
    expect(ending).toMatchObject({ stderr: "", masks: [], environment: {}, path: [], state: {} });
    expect(Object.keys(ending.outputs).sort()).toEqual([
      "advisory",
      "findings",
      "mandatory",
      "report",
      "result",
      "services",
      "waived",
    ]);
    expect(ending.commands.filter(({ name }) => !["error", "warning", "notice"].includes(name))).toEqual([]);
    expect(ending.annotations.length).toBeLessThanOrEqual(20);
    expect(ending.annotations.filter(({ message, title }) => message === "owned" || title === "owned")).toEqual([]);
    expect(ending.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    expectInertMarkdown(ending.summary);
  }

  /** No element, link, image or heading that the renderer did not write itself. */
  function expectInertMarkdown(summary: string): void {
    expect(summary).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
    // Pages about Towpath's own rules are linked, by addresses that are ours from end to end.
    const page =
      /\]\(https:\/\/github\.com\/towpath\/towpath\/blob\/main\/packages(?:\/[\w-]+)+(?:\.md)?(?:#[\w-]+)?\)/g;
    expect(summary.replace(page, "]")).not.toMatch(/!?\[[^\]\n]*\][(:]/);
    expect(summary).not.toMatch(/^#+ owned/m);
    expect(summary).not.toMatch(/(?<![\w&])@[a-z]/i);
    expect(summary).not.toMatch(/\b(?:https?:\/\/|www\.)\S*owned/);
  }

  test("hostile text as a value, a key and a name", async () => {
    const texts = hostileStrings.map(({ text }) => JSON.stringify(text.slice(0, 2_000).toWellFormed()));
    write(
      Object.fromEntries(
        texts.flatMap((text, index) => [
          [`key-${index}/towpath.yaml`, `${GOOD}${text}: ${text}\n`],
          [`name-${index}/towpath.yaml`, GOOD.replace("name: orders", `name: ${text}`)],
          [
            `variable-${index}/towpath.yaml`,
            GOOD.replace("  port:", `  variables: { ${text}: ${text}, A: ${text} }\n  port:`),
          ],
          [`environment-${index}/towpath.yaml`, GOOD.replace("dev: {}", `${text}: { workload: ${text} }`)],
        ]),
      ),
    );
    using ending = await check();
    expect(ending.exitCode).toBe(2);
    expectHarmless(ending);
  });

  test("hostile file names", async () => {
    const files = hostileFileNames().map(({ text }) => [join(text, "towpath.yaml"), BROKEN] as const);
    write(Object.fromEntries(files));
    using ending = await check();
    expect(ending.exitCode).toBe(2);
    const rows = ending.summary
      .split("\n")
      .filter((line) => line.startsWith("| ") && line.includes("manifest/unknown-key"));
    expect(rows).toHaveLength(files.length);
    expectHarmless(ending);
  });

  test.each(hostileDocuments())("a document with $name", async ({ bytes }) => {
    write({ "towpath.yaml": bytes });
    using ending = await check();
    expect(ending).toMatchObject({ exitCode: 2, outputs: { result: "invalid" } });
    expect(ending.annotations.length).toBeGreaterThan(0);
    expectHarmless(ending);
  });

  test("hostile inputs, as a workflow passes them on from a branch name", async () => {
    write({ "towpath.yaml": GOOD });
    for (const { text } of hostileStrings
      .filter(({ text }) => text.trim() !== "" && !text.includes("\u0000"))
      .slice(0, 20)) {
      using ending = await check({ environments: text, "fail-on": text, "working-directory": text });
      expect(ending.exitCode).toBe(2);
      expect(ending.commands.map(({ name }) => name)).toEqual(["error"]);
    }
  });

  test("a link out of the workspace is refused and nothing of its target is shown", async () => {
    const secret = realpathSync(mkdtempSync(join(tmpdir(), "towpath-elsewhere-")));
    try {
      writeFileSync(join(secret, "key"), "s3cret: [\n");
      symlinkSync(join(secret, "key"), join(workspace, "towpath.yaml"));
      using ending = await check({ manifests: "towpath.yaml" });
      expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/outside" }] });
      expect(ending.stdout + ending.summary).not.toContain("s3cret");
      using platform = await check({ manifests: "towpath.yaml", platform: secret });
      expect(platform.exitCode).toBe(2);
    } finally {
      rmSync(secret, { recursive: true });
    }
  });
});

test("it leaves the workspace as it was", async () => {
  write({ "towpath.yaml": ADVICE });
  using ending = await check();
  expect(ending.exitCode).toBe(0);
  expect(readdirSync(workspace, { recursive: true })).toEqual(["towpath.yaml"]);
});
