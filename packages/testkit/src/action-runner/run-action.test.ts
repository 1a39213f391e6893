import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runAction } from "./run-action.ts";
import { SEALED_EXIT_CODE, sealedArguments } from "./sealed.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-runner-test-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const METADATA = `name: Test
description: A test.
inputs:
  fail-on: { description: When., default: mandatory }
  two words: { description: Blank., default: "" }
  none: { description: No default. }
outputs:
  result: { description: How. }
runs: { using: node24, main: dist/main.js }
`;

function action(main: string): { folder: string; workspace: string } {
  mkdirSync(join(folder, "action", "dist"), { recursive: true });
  mkdirSync(join(folder, "workspace"));
  writeFileSync(join(folder, "action", "action.yml"), METADATA);
  writeFileSync(join(folder, "action", "dist", "main.js"), main);
  return { folder: join(folder, "action"), workspace: join(folder, "workspace") };
}

test("an action finds its inputs, a runner's variables and none of ours", async () => {
  process.env["TOWPATH_LEAK"] = "yes";
  using ending = await runAction({
    ...action("console.log(JSON.stringify([process.env, process.cwd()]))"),
    inputs: { "Fail-On": "advisory", stray: "1" },
    env: { EXTRA: "2" },
  });
  delete process.env["TOWPATH_LEAK"];
  const [env, cwd]: [Record<string, string>, string] = JSON.parse(ending.stdout);
  expect(cwd).toBe(join(folder, "workspace"));
  expect(env).toMatchObject({ "INPUT_FAIL-ON": "advisory", INPUT_TWO_WORDS: "", INPUT_STRAY: "1", EXTRA: "2" });
  expect(env).not.toHaveProperty("INPUT_NONE");
  expect(env).not.toHaveProperty("TOWPATH_LEAK");
  expect(env["GITHUB_WORKSPACE"]).toBe(cwd);
});

test("what an action leaves is read back", async () => {
  using ending = await runAction(
    action(`
const { appendFileSync } = require("node:fs");
const { GITHUB_OUTPUT, GITHUB_STATE, GITHUB_STEP_SUMMARY, GITHUB_ENV, GITHUB_PATH } = process.env;
appendFileSync(GITHUB_OUTPUT, "result<<X\\na\\nb\\nX\\n");
appendFileSync(GITHUB_STATE, "kept=1\\n");
appendFileSync(GITHUB_STEP_SUMMARY, "# Done\\n");
appendFileSync(GITHUB_ENV, "COLOUR=red\\n");
appendFileSync(GITHUB_PATH, "/opt/tool\\n");
console.log("::add-mask::s3cret\\nplain\\n::error file=a.yaml,line=2,col=3,title=T::wrong");
console.error("::warning::late");
process.exitCode = 7;
`),
  );
  expect(ending).toMatchObject({
    exitCode: 7,
    outputs: { result: "a\nb" },
    state: { kept: "1" },
    summary: "# Done\n",
    environment: { COLOUR: "red" },
    path: ["/opt/tool"],
    masks: ["s3cret"],
    annotations: [
      { level: "error", file: "a.yaml", line: 2, col: 3, title: "T", message: "wrong" },
      { level: "warning", message: "late" },
    ],
  });
  expect(ending.shown).toContain("plain");
});

test("cancelling sends SIGINT", async () => {
  using ending = await runAction({
    ...action(`process.on("SIGINT", () => process.exit(130)); setInterval(() => {}, 1000); console.log("ready");`),
    onOutput: (output, cancel) => {
      if (output.includes("ready")) cancel();
    },
  });
  expect(ending.exitCode).toBe(130);
});

test.each([
  `fetch("http://127.0.0.1:18080").catch(() => {})`,
  `require("node:net").connect(9, "127.0.0.1").on("error", () => {})`,
  `require("node:tls").connect(9, "127.0.0.1").on("error", () => {})`,
  `require("node:dns").lookup("localhost", () => {})`,
  `require("node:dns/promises").lookup("localhost").catch(() => {})`,
  `import("node:dns/promises").then(({ resolve4 }) => resolve4("localhost")).catch(() => {})`,
  `require("node:dgram").createSocket("udp4").close()`,
  `require("node:http").createServer().listen(0).close()`,
  `require("node:child_process").spawn("true").on("error", () => {})`,
  `import("node:child_process").then(({ execFileSync }) => execFileSync("true")).catch(() => {})`,
])("a sealed action does not get away with %s", async (main) => {
  using ending = await runAction({ ...action(main), nodeArguments: sealedArguments });
  expect(ending.exitCode).toBe(SEALED_EXIT_CODE);
});

test("a sealed action that stays inside ends as it would", async () => {
  using ending = await runAction({ ...action("process.exitCode = 5"), nodeArguments: sealedArguments });
  expect(ending).toMatchObject({ exitCode: 5, stderr: "" });
});
