import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { CHECKOUT, newFolder, type Run, towpath } from "./testing/run-towpath.ts";

/** `examples/orders` is run as a whole by the demo. */
const EXAMPLES = ["platform", "score", "monorepo"];
const LONG = Boolean(process.env["TOWPATH_LONG"]);

const examples = join(newFolder("examples"), "examples");
cpSync(join(CHECKOUT, "examples"), examples, {
  recursive: true,
  filter: (path) => !path.endsWith("node_modules"),
});
const run = (name: string, words: readonly string[]): Promise<Run> =>
  towpath(words, { folder: join(examples, name), home: join(examples, "home") });

describe.each(EXAMPLES)("the page of examples/%s", (name) => {
  const page = readPage(`examples/${name}/README.md`);

  test("has commands", () => expect(page.commands).not.toEqual([]));

  test.each(page.commands.map((words) => [words.join(" "), words] as const))("npx towpath %s", async (_line, words) => {
    const { exitCode, stdout, stderr } = await run(name, words);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
  });
});

const python = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status === 0;
if (!python) console.info("The example in Python is not tried: there is no Python 3.11 or newer here.");

// A machine without Python cannot run a service that is written in it.
describe.skipIf(!python)("the page of examples/invoices", () => {
  // What starts orders installs its libraries first: that is for the long run.
  const commands = readPage("examples/invoices/README.md").commands.filter(([verb]) => LONG || verb === "test");

  test.each(commands.map((words) => [words.join(" "), words] as const))("npx towpath %s", async (_line, words) => {
    const { exitCode, stdout, stderr } = await run("invoices", words);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    if (words[0] === "test") expect(stdout).toMatch(/invoices: 7 tests, 7 passed; 9\d\.\d+ % of the lines covered/);
  });
});

test("the example in Python has no finding by the example of a platform", async () => {
  const { stdout } = await run("invoices", ["check", "--platform", "../platform", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ status: "ok", findings: [] });
});

test("the example of a platform shows what a plan says where nobody is signed in", async () => {
  const shown = readPage("examples/platform/README.md")
    .blocks("text")
    .find((block) => block.startsWith("$ npx towpath plan -e prod"));
  const words = ["plan", "-e", "prod", "-f", "../orders/towpath.yaml", "--platform", "."];
  const { exitCode, stdout } = await run("platform", words);
  expect(exitCode).toBe(2);
  expect(shown).toBe(`$ npx towpath ${words.join(" ")}\n${stdout}`);
});

test("the example of Score shows what is printed", async () => {
  const [explained, mistake] = readPage("examples/score/README.md").blocks("text");
  const { stdout } = await run("score", ["explain", "resources.db.class", "-e", "prod"]);
  expect(explained).toBe(`$ npx towpath explain resources.db.class -e prod\n${stdout}`);

  const path = join(examples, "score/score.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("resources.db.url", "resources.db.uri"));
  const wrong = await run("score", ["validate"]);
  writeFileSync(path, text);
  expect(mistake).toBe(`$ npx towpath validate\n${wrong.stdout}`);
});

test("the example of Score has no finding", async () => {
  const { stdout } = await run("score", ["check", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ status: "ok", findings: [] });
});
