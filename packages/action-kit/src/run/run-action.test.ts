import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionStep, hostileStrings, runAction } from "@towpath/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-action-kit-")));
  mkdirSync(join(folder, "workspace"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const METADATA = `name: Test
description: A test.
inputs:
  word: { description: A word., default: "a" }
runs: { using: node24, main: main.mjs }
`;

/** Runs an action whose body is given as text, in which `resultOf`, `finding` and the kit are at hand. */
function run(body: string, step: Partial<ActionStep> = {}) {
  writeFileSync(join(folder, "action.yml"), METADATA);
  writeFileSync(
    join(folder, "main.mjs"),
    `import { choice, runAction, text } from ${JSON.stringify(import.meta.resolve("../index.ts"))};
import { Secret } from ${JSON.stringify(import.meta.resolve("../../../core/src/index.ts"))};
import { resultOf } from ${JSON.stringify(import.meta.resolve("../../../report/src/index.ts"))};
const finding = (fields) => ({ code: "data/tls", message: "TLS is off.", docs: "docs/tls.md", outcome: "fail", level: "mandatory",
  severity: "high", address: "resources.db", environments: [], suggestions: [], fingerprint: "f",
  places: [{ file: "towpath.yaml", range: { start: { line: 2, column: 3 }, end: { line: 2, column: 6 } } }], ...fields });
const inputs = { word: text({ default: "a" }), folder: text({ default: "." }) };
await runAction(inputs, async (input, effects, job) => {\n${body}\n}, { folder: (input) => input.folder });
`,
  );
  return runAction({
    folder,
    workspace: join(folder, "workspace"),
    nodeArguments: ["--conditions=@towpath/source"],
    ...step,
  });
}

test("a result is shown in every way that a step has", async () => {
  writeFileSync(join(folder, "workspace", "towpath.yaml"), "a:\n  tls: off\n");
  using ending = await run(
    `return { result: resultOf({ verb: "check", summary: "orders: one finding.", findings: [finding()], data: { a: 1 } }), outputs: { extra: true } };`,
  );
  expect(ending).toMatchObject({
    exitCode: 1,
    stderr: "",
    outputs: { result: "failed", findings: "1", mandatory: "1", advisory: "0", extra: "true" },
    annotations: [{ level: "error", file: "towpath.yaml", line: 2, col: 3, title: "data/tls" }],
  });
  expect(ending.shown.join("\n")).toContain("towpath.yaml:2:3");
  expect(ending.shown.join("\n")).toContain("  tls: off");
  expect(ending.summary).toContain("orders: one finding.");
  expect(JSON.parse(readFileSync(ending.outputs["report"] ?? "", "utf8"))).toMatchObject({
    exitCode: 1,
    data: { a: 1 },
  });
  expect(ending.outputs["report"]?.startsWith(`${ending.temporary}/`)).toBe(true);
});

test("a finding about a file that the workspace does not have is annotated without it", async () => {
  writeFileSync(join(folder, "workspace", "towpath.yaml"), "a:\n  tls: off\n");
  using ending = await run(
    `const places = [{ file: "@acme/platform@2.1.0/platform.yaml", range: finding().places[0].range }];
    return { result: resultOf({ verb: "check", summary: "One.", findings: [finding({ places })], data: null }) };`,
  );
  expect(ending.annotations).toMatchObject([
    { title: "data/tls", message: expect.stringMatching(/^@acme\/platform@2\.1\.0\/platform\.yaml:2:3: TLS is off\./) },
  ]);
  expect(ending.annotations[0]?.file).toBeUndefined();
});

test("an action can fail what the result lets pass, and says why", async () => {
  using ending = await run(
    `return { result: resultOf({ verb: "check", summary: "Fine.", data: null }), failure: "Too much advice.", summary: false };`,
  );
  expect(ending).toMatchObject({
    exitCode: 1,
    outputs: { result: "failed" },
    annotations: [{ level: "error", message: "Too much advice." }],
    summary: "",
  });
});

test("what fails without a finding is said in an annotation, too", async () => {
  using ending = await run(
    `return { result: resultOf({ verb: "deploy", status: "failed", summary: "orders did not get to the users of int.", findings: [finding({ level: "advisory" })], data: null }) };`,
  );
  expect(ending.exitCode).toBe(1);
  expect(ending.annotations).toMatchObject([
    { level: "warning" },
    { level: "error", message: "orders did not get to the users of int." },
  ]);
});

test("annotations can be left out", async () => {
  using ending = await run(
    `return { result: resultOf({ verb: "check", summary: "One.", findings: [finding()], data: null }), annotations: false };`,
  );
  expect(ending).toMatchObject({ exitCode: 1, annotations: [] });
});

test("places are named from the repository's root", async () => {
  mkdirSync(join(folder, "workspace", "services", "orders"), { recursive: true });
  writeFileSync(join(folder, "workspace", "services", "orders", "towpath.yaml"), "a:\n  tls: off\n");
  using ending = await run(
    `return { result: resultOf({ verb: "check", summary: effects.folder, findings: [finding()], data: null }) };`,
    { inputs: { folder: "services/orders" } },
  );
  expect(ending.annotations).toMatchObject([{ file: "services/orders/towpath.yaml" }]);
});

test("an operation sees neither inputs nor the files that would let it speak for the step", async () => {
  using ending = await run(
    `return { result: resultOf({ verb: "check", summary: Object.keys(effects.variables).join(), data: null }) };`,
    { env: { ACTIONS_RUNTIME_TOKEN: "t", OWN: "1" } },
  );
  const names = ending.shown.join();
  expect(names).toContain("OWN");
  expect(names).not.toMatch(/INPUT_|ACTIONS_RUNTIME_TOKEN|GITHUB_OUTPUT|GITHUB_ENV/);
});

describe("what is thrown", () => {
  test.each([
    ["user", 2, "invalid"],
    ["refused", 1, "failed"],
    ["fault", 3, "fault"],
  ])("an error of kind %s ends with %d, as one annotation with its hint and place", async (kind, exitCode, result) => {
    using ending = await run(
      `const { ActionError } = await import(${JSON.stringify(import.meta.resolve("../errors.ts"))});
throw new ActionError({ code: "action-kit/folder", kind: "${kind}", message: "No.", hint: "Do this.", place: finding().places[0] });`,
    );
    expect(ending).toMatchObject({ exitCode, outputs: { result }, stderr: "", shown: [] });
    expect(ending.annotations).toEqual([
      expect.objectContaining({ message: "No.\nDo this.", title: "action-kit/folder", file: "towpath.yaml", line: 2 }),
    ]);
  });

  test.each([
    ["in the body", "throw new RangeError('::error::owned');"],
    [
      "beside the body",
      "setTimeout(() => { throw new RangeError('::error::owned'); }); await new Promise((done) => setTimeout(done, 5000));",
    ],
    [
      "as a rejection that nobody awaits",
      "Promise.reject(new RangeError('::error::owned')); await new Promise((done) => setTimeout(done, 5000));",
    ],
  ])("something unexpected %s ends with 3, without its stack", async (_, body) => {
    using ending = await run(body);
    expect(ending).toMatchObject({ exitCode: 3, outputs: { result: "fault" }, stderr: "", shown: [] });
    expect(ending.annotations).toEqual([expect.objectContaining({ title: "action-kit/unexpected", file: undefined })]);
  });

  test("the stack and its causes are shown in a debug run", async () => {
    using ending = await run("throw new RangeError('outer', { cause: new Error('inner\\n::error::owned') });", {
      env: { RUNNER_DEBUG: "1" },
    });
    expect(ending.shown.join("\n")).toMatch(/RangeError: outer\n\s+at [\s\S]*Error: inner\n::error::owned\n\s+at /);
    expect(ending.annotations).toHaveLength(1);
  });

  test("wrong inputs are refused before the body runs", async () => {
    using ending = await run("process.stdout.write('ran');", { inputs: { words: "x" } });
    expect(ending).toMatchObject({ exitCode: 2, annotations: [{ title: "action-kit/unknown-input" }] });
    expect(ending.stdout).not.toContain("ran");
  });

  test("a stray input is warned of", async () => {
    using ending = await run(`return { result: resultOf({ verb: "check", summary: "Fine.", data: null }) };`, {
      inputs: { unrelated: "x" },
    });
    expect(ending).toMatchObject({
      exitCode: 0,
      annotations: [{ level: "warning", title: "action-kit/unknown-input" }],
    });
  });
});

describe("a cancelled run", () => {
  const cancelWhen = (word: string): Pick<ActionStep, "onOutput"> => {
    let isSent = false;
    return {
      onOutput: (output, cancel) => {
        if (!isSent && output.includes(word)) cancel();
        isSent ||= output.includes(word);
      },
    };
  };

  test("aborts the effects' signal and ends with 130", async () => {
    using ending = await run(
      `effects.events({ type: "notice", message: "ready" }); await effects.clock.sleep(30_000, effects.signal);`,
      cancelWhen("ready"),
    );
    expect(ending).toMatchObject({ exitCode: 130, outputs: { result: "interrupted" }, annotations: [] });
  });

  test("a body may still end in its own way", async () => {
    using ending = await run(
      `effects.events({ type: "notice", message: "ready" });
await effects.clock.sleep(30_000, effects.signal).catch(() => {});
return { result: resultOf({ verb: "check", status: "interrupted", summary: "Interrupted.", data: null }) };`,
      cancelWhen("ready"),
    );
    expect(ending).toMatchObject({ exitCode: 130, outputs: { result: "interrupted", findings: "0" } });
  });
});

test("secrets are masked before anything else is printed, in each of their lines", async () => {
  using ending = await run(
    `job.mask(new Secret("line one\\nline two%")); job.saveState("kept", "1");
return { result: resultOf({ verb: "check", summary: "Fine.", data: null }) };`,
  );
  expect(ending.masks).toEqual(["line one\nline two%", "line one", "line two%"]);
  expect(ending.state).toEqual({ kept: "1" });
});

test("hostile text in events, findings and outputs changes nothing but what it is shown as", async () => {
  using ending = await run(
    `for (const text of JSON.parse(process.env.HOSTILE)) {
  effects.events({ type: "output", source: text, stream: "stdout", line: text });
  effects.events({ type: "started", id: "a", title: text });
}
const findings = JSON.parse(process.env.HOSTILE).map((text) => finding({ code: text, message: text, address: text,
  service: text, suggestions: [text], environments: [text], places: [{ file: text }], level: "advisory" }));
return { result: resultOf({ verb: "check", summary: "Fine.", findings, data: null }), outputs: { echo: process.env.HOSTILE } };`,
    {
      env: {
        HOSTILE: JSON.stringify(
          hostileStrings.map(({ text }) => text.slice(0, 300)).filter((text) => text.isWellFormed()),
        ),
      },
    },
  );
  expect(ending).toMatchObject({ exitCode: 0, masks: [], environment: {}, path: [], state: {} });
  expect(Object.keys(ending.outputs).sort()).toEqual(["advisory", "echo", "findings", "mandatory", "report", "result"]);
  expect(new Set(ending.commands.map(({ name }) => name))).toEqual(new Set(["warning"]));
  expect(ending.annotations).toHaveLength(10);
});
