import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "./commands/commands.ts";
import { newFolder, PROGRAM, towpath } from "./testing/run-towpath.ts";
import { hasTerminal, onTerminal } from "./testing/typed-terminal.ts";
import { VERSION } from "./version.ts";

const folder = newFolder("usage");
const home = join(folder, "home");

test("without a command it shows what there is, as a mistake in usage", async () => {
  const { exitCode, stderr } = await towpath([], { folder, home });
  expect(exitCode).toBe(2);
  const help = stderr.replace(/\s+/g, " ");
  for (const { name, summary } of commands) {
    const [word = "", ...more] = name.split(" ");
    expect(help).toContain(` ${word} `);
    if (more.length === 0) expect(help).toContain(summary);
  }
});

const groups = [...new Set(commands.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0] ?? ""] : [])))];

test.each(groups)("%s alone is a mistake in usage; its help shows what there is of it", async (group) => {
  const [alone, asked] = [[group], [group, "--help"]].map((words) => towpath(words, { folder, home }));
  const { stderr } = await (alone ?? Promise.reject());
  expect(await alone).toMatchObject({ exitCode: 2, stdout: "" });
  expect(await asked).toMatchObject({ exitCode: 0, stdout: stderr, stderr: "" });
  const help = stderr.replace(/\s+/g, " ");
  expect(help).toMatch(/^Usage: towpath \w+ <command> \[options\] [A-Z][^.]+\./);
  for (const { name, summary, examples } of commands.filter((one) => one.name.startsWith(`${group} `))) {
    expect(help).toContain(`${name.slice(group.length + 1)} ${summary}`);
    expect(help.split("Examples: ")[1]).toContain(examples[0]?.[0]);
  }
});

test.each(["--version", "-V"])("%s prints the version", async (flag) => {
  expect(await towpath([flag], { folder, home })).toMatchObject({ exitCode: 0, stdout: `${VERSION}\n` });
});

test.each(commands.map(({ name }) => name))("%s --help shows its options and its examples", async (name) => {
  const { exitCode, stdout } = await towpath([...name.split(" "), "--help"], { folder, home });
  const command = commands.find((one) => one.name === name);
  expect(exitCode).toBe(0);
  for (const { flags } of command?.options ?? []) expect(stdout).toContain(flags);
  for (const [line] of command?.examples ?? []) expect(stdout).toContain(line);
});

test.each([
  [["chek"], "Did you mean check?"],
  [["check", "--jsno"], "Did you mean --json?"],
  [["plan", "--environment"], "argument missing"],
  [["up", "unexpected"], "too many arguments"],
  [["export", "bakstage"], "Did you mean backstage?"],
])("%j is a mistake in usage that says what to do", async (words, message) => {
  const { exitCode, stdout, stderr } = await towpath(words, { folder, home });
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

/** What can be asked for where there is no manifest; their own tests say what they answer. */
const NEED_NONE = new Set([
  "init",
  "completion",
  "schema",
  "doctor",
  "platform check",
  "platform test",
  "status",
  "upgrade",
  "import score",
  "policy list",
  "policy explain",
  "policy new",
  "policy test",
  "policy diff",
]);

test.each(commands.filter(({ name }) => !NEED_NONE.has(name)))(
  "$name where there is no manifest says so and touches nothing",
  async ({ name, argument }) => {
    const given = argument?.syntax.startsWith("<") ? ["workload"] : [];
    const { exitCode, stdout } = await towpath([...name.split(" "), ...given, "--json"], { folder, home });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "invalid",
      verb: name,
      findings: [{ code: "operation/no-manifest", message: "There is no towpath.yaml in this folder." }],
    });
    expect(existsSync(home)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.each(["status", "doctor"])(
  "%s looks at the machine where there is no manifest, and touches nothing",
  async (name) => {
    const { exitCode, stdout } = await towpath([name, "--json"], { folder, home });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: "ok", verb: name, findings: [] });
    expect(existsSync(home)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.each([
  [{}, false],
  [{ FORCE_COLOR: "1" }, true],
  [{ FORCE_COLOR: "0" }, false],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false],
])("with %j in its environment, colour off a terminal is %s", async (variables, hasColour) => {
  const { stdout } = await towpath(["status"], { folder, home, variables });
  expect(stdout.includes("\u001b[")).toBe(hasColour);
});

test("a reader that leaves early is no failure", async () => {
  const command = `'${process.execPath}' '${PROGRAM}' check --json | true; exit "\${PIPESTATUS[0]}"`;
  const { status, stderr } = spawnSync("bash", ["-c", command], { cwd: folder, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
});

test("a folder that is gone is said without a stack", async () => {
  const command = `mkdir gone && cd gone && rmdir ../gone && '${process.execPath}' '${PROGRAM}' check`;
  const { status, stderr } = spawnSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" });
  expect(status).toBe(3);
  expect(stderr).toContain("--debug");
  expect(stderr).not.toMatch(/\n\s+at /);
});

// No terminal can be made where there is no `script` of util-linux.
test.skipIf(!hasTerminal)("a terminal that has no size gets lines of an ordinary length", async () => {
  const { exitCode, screen } = await onTerminal(["check", "nothing-there", "--no-color"], { folder, home, typed: [] });
  expect(exitCode).toBe(2);
  expect(screen).toContain('"nothing-there" names no manifest.');
});

test("who reads the lines of a log from a pipe gets no error among them", async () => {
  const { exitCode, stdout, stderr } = await towpath(["logs"], { folder, home });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("There is no towpath.yaml in this folder.\n  > ");
});
