import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { newFolder, towpath } from "./testing/run-towpath.ts";

/** The guide, step by step: files that it has written, files that it shows, and commands with what they print. */
const steps = [...readPage("packages/policy/docs/first-rule.md").text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = "", block = ""]) => ({ language, block }),
);
const folder = newFolder("first-rule");
const home = join(folder, ".home");

describe("the guide to a first rule, one step after the other", () => {
  test("has steps of every kind", () => {
    expect(new Set(steps.map(({ language }) => language))).toEqual(new Set(["yaml", "text", "ts"]));
    expect(steps.length).toBeGreaterThan(15);
  });

  test.each(steps.map(({ block }) => [block.split("\n")[0] ?? "", block] as const))("%s", async (first, block) => {
    const [, line] = /^\$ npx towpath (.*)$/.exec(first) ?? [];
    if (line !== undefined) {
      const { stdout, stderr } = await towpath(line.split(" "), { folder, home });
      expect({ stdout: `${first}\n${stdout}`, stderr }).toEqual({ stdout: block, stderr: "" });
      return;
    }
    const [, file = "", part] = /^(?:#|\/\/) (\S+?)(?:, (.*))?$/.exec(first) ?? [];
    const path = join(folder, file);
    const text = block.slice(first.length + 1);
    if (part === "as it was written") expect(text).toBe(readFileSync(path, "utf8"));
    else {
      mkdirSync(dirname(path), { recursive: true });
      const before = part === "its tests" ? readFileSync(path, "utf8").replace(/^tests:.*/ms, "") : "";
      writeFileSync(path, before + text);
    }
  });

  test("what the rule was written for is found", async () => {
    const path = join(folder, "towpath.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("min: 2", "min: 1"));
    const { exitCode, stdout } = await towpath(["check", "--platform", "platform.yaml"], { folder, home });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^towpath\.yaml:4:\d+ {2}mandatory {2}acme\/instances/m);
  });
});
