import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { terraformHere } from "@towpath/testkit/terraform";
import { describe, expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { newFolder, towpath } from "./testing/run-towpath.ts";

const page = readPage("packages/engine-terraform/docs/terraform.md");
const folder = newFolder("terraform");
const home = join(folder, ".home");

type Step =
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "command"; readonly line: string; readonly shows: string };

const steps = [...page.text.matchAll(/^```(?:yaml|hcl|text)\n(.*?)^```$/gms)].flatMap(
  ([, block = ""]): readonly Step[] => {
    const [, path] = /^# (\S+)\n/.exec(block) ?? [];
    if (path !== undefined) return [{ kind: "file", path, text: block.slice(block.indexOf("\n") + 1) }];
    const [, line = "", shows = ""] = /^\$ npx towpath (.*?)\n(.*)$/s.exec(block) ?? [];
    return [{ kind: "command", line, shows }];
  },
);

/** Ids and digests are others each time. */
function withoutIds(text: string): string {
  return text
    .replace(/sha256:[0-9a-f]{12,64}/g, "sha256:…")
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "01234567-89ab-cdef-0123-456789abcdef");
}

// Without Terraform on this machine nothing of the page can be tried: terraformHere says so.
describe.skipIf(terraformHere() === undefined)("the page about modules of one's own, step after step", () => {
  test("has files and commands", () => {
    expect(steps.length).toBeGreaterThan(12);
    expect(new Set(steps.map(({ kind }) => kind)).size).toBe(2);
  });

  test.each(steps.map((step) => [step.kind === "file" ? step.path : `$ npx towpath ${step.line}`, step] as const))(
    "%s",
    async (_title, step) => {
      if (step.kind === "file") {
        mkdirSync(dirname(join(folder, step.path)), { recursive: true });
        writeFileSync(join(folder, step.path), step.text);
        return;
      }
      const { exitCode, stdout } = await towpath(step.line.split(" "), { folder, home });
      expect({ exitCode, stdout: withoutIds(stdout) }).toEqual({ exitCode: 0, stdout: step.shows });
    },
  );
});
