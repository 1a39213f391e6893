import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { folderForPage, pageSteps } from "./testing/page-steps.ts";
import { runOnDay } from "./testing/run-on-day.ts";

const PAGE = "packages/operations/docs/deploying.md";
const DAY = "2026-11-23";
const folder = folderForPage("shop");

type Step =
  | { readonly kind: "file"; readonly name: string; readonly text: string; readonly day: string }
  | {
      readonly kind: "command";
      readonly line: string;
      readonly who: string;
      readonly exitCode: number;
      readonly shows: string;
      readonly day: string;
    };

/** What the page says to do. Who runs a command stands behind it: `# berta`, `# anna, exit code 1`. */
const steps = pageSteps(PAGE, DAY).flatMap(({ first, rest, day }): readonly Step[] => {
  if (!first.startsWith("$ ")) return [{ kind: "file", name: first.replace(/^(?:#|\/\/) /, ""), text: rest, day }];
  return `${first}\n${rest}`.split(/^(?=\$ )/m).map((part) => {
    const [, line = "", who = "anna", exitCode = "0", shows = ""] =
      /^\$ npx towpath (.*?)(?: +# (\w+)(?:, exit code (\d))?)?\n(.*)$/s.exec(part) ?? [];
    return { kind: "command", line, who, exitCode: Number(exitCode), shows, day };
  });
});

/** What differs from run to run: digests, times, and where a service is reached. */
const steady = (text: string): string =>
  text
    .replace(/sha256:[0-9a-f]{12,64}/g, "sha256:…")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d\d:\d\d:\d\d UTC/g, "12:00")
    .replace(/\b[0-9a-f]{40}\b/g, "3f2a…")
    .replace(/http:\/\/[\w.-]+:\d+/g, "http://…")
    .replace(/ +$/gm, "");

function git(...words: readonly string[]): void {
  const who = ["-c", "user.name=Anna", "-c", "user.email=anna@acme.example"];
  execFileSync("git", [...who, ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: "ignore",
  });
}

/** What a page shows, with any lines where it has a line of `…`. */
function shown(text: string): RegExp {
  const lines = steady(text).trimEnd().split("\n");
  const pattern = lines.map((line) =>
    line === "…" ? "(?:.*\\n)*?" : `${line.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}\\n`,
  );
  return new RegExp(`^${pattern.join("")}$`);
}

afterAll(async () => {
  for (const environment of ["dev", "prod"]) await runOnDay(`down -e ${environment}`, folder, DAY);
});

describe("the page about deploying, one step after the other", () => {
  let run = 0;

  test("has steps of each kind", () => {
    expect(steps.filter(({ kind }) => kind === "file").length).toBeGreaterThan(3);
    expect(steps.filter(({ kind }) => kind === "command").length).toBeGreaterThan(12);
  });

  test.each(steps.map((step) => [step.kind === "command" ? `$ npx towpath ${step.line}` : step.name, step] as const))(
    "%s",
    async (_title, step) => {
      run += 1;
      if (step.kind === "file") {
        if (!existsSync(join(folder, ".git"))) git("init", "--quiet", "--initial-branch=main");
        writeFileSync(join(folder, ".gitignore"), ".home/\nnode_modules\n");
        writeFileSync(join(folder, step.name), step.text);
        git("add", "--all");
        git("commit", "--quiet", "--message", step.name);
        return;
      }
      const variables = { GITHUB_ACTOR: step.who, GITHUB_RUN_ID: String(run), PATH: process.env["PATH"] ?? "" };
      const { exitCode, stdout } = await runOnDay(step.line, folder, step.day, variables);
      expect({ exitCode, stdout: steady(stdout) }).toEqual({
        exitCode: step.exitCode,
        stdout: expect.stringMatching(shown(step.shows)),
      });
    },
  );
});
