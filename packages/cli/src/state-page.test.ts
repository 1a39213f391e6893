import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { newFolder, type Run, towpath } from "./testing/run-towpath.ts";

const page = readPage("packages/provisioning/docs/state.md");
const folder = newFolder("state");
const home = join(folder, "home");
const run = (words: readonly string[], variables = {}): Promise<Run> => towpath(words, { folder, home, variables });
const platform = (environments: string) =>
  `apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\n${environments}`;

beforeAll(async () => {
  const service = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders, owner: shop }\n";
  writeFileSync(join(folder, "towpath.yaml"), service);
  expect(await run(["apply", "-e", "dev", "--yes"])).toMatchObject({ exitCode: 0 });
});

describe("the commands of the page about state", () => {
  test.each(page.commands.map((words) => [words.join(" "), words] as const))("npx towpath %s", async (_line, words) => {
    const { exitCode, stdout, stderr } = await run(words);
    expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: 0 });
    if (words.includes("--json")) expect(JSON.parse(stdout)).toMatchObject({ status: "ok", verb: "state show" });
  });

  test("there are some", () => expect(page.commands.length).toBeGreaterThan(3));
});

describe("the documents of the page about state", () => {
  const states = page.blocks("yaml").filter((block) => block.startsWith("state:"));

  test("there are some", () => expect(states.length).toBeGreaterThan(2));

  test.each(states)("%s", async (block) => {
    const indented = block.trimEnd().replaceAll(/^/gm, "    ");
    writeFileSync(join(folder, "platform.yaml"), platform(`environments:\n  prod:\n    engine: local\n${indented}\n`));
    expect(await run(["platform", "check", "platform.yaml"])).toMatchObject({ exitCode: 0 });
  });

  test("the first stands as it is", async () => {
    const [first = ""] = page.blocks("yaml");
    writeFileSync(join(folder, "platform.yaml"), platform(first));
    expect(await run(["platform", "check", "platform.yaml"])).toMatchObject({ exitCode: 0 });
    const missing = await run(["state", "list", "-e", "prod", "-p", "platform.yaml"]);
    expect(missing).toMatchObject({ exitCode: 2 });
    expect(missing.stdout + missing.stderr).toContain("openssl rand -base64 32");
  });
});

test("a lock is taken from a run that is named, after a yes", async () => {
  expect(await run(["state", "unlock", "-e", "dev"])).toMatchObject({ exitCode: 2 });
  const nothing = await run(["state", "unlock", "-e", "dev", "--run", "1", "--yes"]);
  expect(nothing).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Nothing is locked.") });
});
