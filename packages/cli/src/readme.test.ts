import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { commands } from "./commands/commands.ts";
import { readPage } from "./testing/read-page.ts";
import { newFolder, newHome, type Run, towpath } from "./testing/run-towpath.ts";
import { serviceOf } from "./testing/written-service.ts";

const front = readPage("README.md");
const reference = readPage("packages/cli/README.md");
const manifest = front.blocks("yaml").find((block) => block.includes("kind: Service")) ?? "";

const home = newHome("readme");
const folder = serviceOf(manifest);
const run = (words: readonly string[]): Promise<Run> => towpath(words, { folder, home });

/** A repository without a manifest. */
function repository(): string {
  const fresh = newFolder("fresh");
  writeFileSync(join(fresh, "package.json"), JSON.stringify({ name: "fresh", scripts: { start: "node server.js" } }));
  writeFileSync(join(fresh, "server.js"), 'require("node:http").createServer().listen(process.env.PORT ?? 3000);\n');
  return fresh;
}

afterAll(async () => {
  const data = ["db", "uploads"].flatMap((name) => ["--allow", `data-loss:resources.${name}`]);
  await run(["destroy", "-e", "dev", "--yes", ...data]);
});

test("the front page's manifest is valid", async () => {
  expect(await run(["validate"])).toMatchObject({ exitCode: 0, stdout: "1 manifest is valid.\n" });
});

test("the front page's mistake looks like that", async () => {
  const mistakes = [...front.text.matchAll(/`([^`]+)` in place of `([^`]+)`/g)];
  expect(mistakes.length).toBeGreaterThan(1);
  const wrong = newFolder("wrong");
  const text = mistakes.reduce((before, [, written = "", meant = ""]) => {
    expect(before).toContain(meant);
    return before.replace(meant, written);
  }, manifest);
  writeFileSync(join(wrong, "towpath.yaml"), text);
  const { exitCode, stdout } = await towpath(["validate"], { folder: wrong, home });
  expect(exitCode).toBe(2);
  expect(front.blocks("text")).toContain(`$ npx towpath validate\n${stdout}`);
});

describe.each([
  ["README.md", front.commands],
  ["packages/cli/README.md", reference.commands],
])("the commands of %s, one after the other", (_page, lines) => {
  test("there are some", () => expect(lines.length).toBeGreaterThan(3));

  test.each(lines.map((words) => [words.join(" "), words] as const))("npx towpath %s", async (_line, words) => {
    const isNew = words[0] === "init" && !words.includes("--print");
    const { exitCode, stdout, stderr } = await (isNew ? towpath(words, { folder: repository(), home }) : run(words));
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    if (words.includes("--json")) expect(JSON.parse(stdout)).toMatchObject({ status: "ok", verb: words[0] });
  });
});

const shown = reference.blocks("text").flatMap((block) => {
  const [, line = "", output = ""] = /^\$ npx towpath ([^\n]*)\n(.*)$/s.exec(block) ?? [];
  return line === "" ? [] : [[line, output] as const];
});

test.each(shown)("what the reference shows of: npx towpath %s", async (line, output) => {
  expect((await run(line.split(" "))).stdout).toBe(output);
});

test("every command has its section in the reference, and its line on the front page", () => {
  for (const { name } of commands) {
    expect(reference.text).toContain(`\n### ${name}\n`);
    expect(front.text).toMatch(new RegExp(`^\\| .*\`(towpath )?${name}\\b`, "m"));
  }
});
