import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { folderForPage } from "./testing/page-steps.ts";
import { postgresByHand } from "./testing/postgres-by-hand.ts";
import { readPage } from "./testing/read-page.ts";
import { runOnDay } from "./testing/run-on-day.ts";

const DAY = "2026-11-23";
const folder = folderForPage("shop");
const home = join(folder, ".home");

type Step =
  | { readonly kind: "manifest"; readonly text: string }
  | { readonly kind: "by hand"; readonly major: string; readonly statements: readonly string[] }
  | { readonly kind: "command"; readonly line: string; readonly exitCode: number; readonly shows: string };

/** What the page says to do, block by block; a block of a terminal may have several commands. */
const steps = [
  ...readPage("packages/operations/docs/changing-things.md").text.matchAll(/^```(yaml|sql|text)\n(.*?)^```$/gms),
].flatMap(([, kind, block = ""]): readonly Step[] => {
  const [first = "", ...rest] = block.trimEnd().split("\n");
  if (kind === "yaml") return [{ kind: "manifest", text: `${rest.join("\n")}\n` }];
  if (kind === "sql") return [{ kind: "by hand", major: /PostgreSQL (\d+)/.exec(first)?.[1] ?? "", statements: rest }];
  return block
    .split(/^(?=\$ )/m)
    .filter((part) => part.startsWith("$ "))
    .map((part) => {
      const [, line = "", exitCode = "0", shows = ""] =
        /^\$ npx towpath (.*?)(?: # exit code (\d))?\n(.*)$/s.exec(part) ?? [];
      return { kind: "command", line, exitCode: Number(exitCode), shows };
    });
});

/** A digest is another one with every version of a default. */
const withoutDigests = (text: string): string => text.replace(/sha256:[0-9a-f]{12,64}/g, "sha256:…");

/** What a page shows, with any lines where it has a line of `…`. */
function shown(text: string): RegExp {
  const lines = text.trimEnd().split("\n");
  const pattern = lines.map((line) => (line === "…" ? "(?:.*\\n)*?" : `${escaped(line)}\\n`)).join("");
  return new RegExp(`^${pattern}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

afterAll(async () => {
  const all = ["db", "orders", "orders@17", "old"].map((name) => `--allow data-loss:resources.${name}`);
  for (const consent of ["", ...all]) await runOnDay(`destroy -e dev --yes ${consent}`, folder, DAY);
  await runOnDay("down -e dev", folder, DAY);
});

describe("the page about changing things, one step after the other", () => {
  let digest = "";

  test("has steps of each kind", () => {
    expect(steps.length).toBeGreaterThan(30);
    expect(new Set(steps.map(({ kind }) => kind)).size).toBe(3);
  });

  test.each(steps.map((step) => [step.kind === "command" ? `$ npx towpath ${step.line}` : step.kind, step] as const))(
    "%s",
    async (_title, step) => {
      if (step.kind === "manifest") writeFileSync(join(folder, "towpath.yaml"), step.text);
      else if (step.kind === "by hand") await postgresByHand(home, step.major, step.statements);
      else {
        const { exitCode, stdout } = await runOnDay(step.line.replace("sha256:…", digest), folder, DAY);
        digest = /Digest to approve: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1] ?? digest;
        expect({ exitCode, stdout: withoutDigests(stdout) }).toEqual({
          exitCode: step.exitCode,
          stdout: expect.stringMatching(shown(step.shows)),
        });
      }
    },
  );
});
