import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPage } from "./testing/read-page.ts";
import { runOnDay } from "./testing/run-on-day.ts";
import { newFolder } from "./testing/run-towpath.ts";

const FENCE = /^```(yaml|text)\n(.*?)^```$|^#+ [^\n]*?(\d{4}-\d{2}-\d{2})/gms;

/** What the page does, in order: files as they are then, commands with what they print, each on the day of its heading. */
const steps: readonly { readonly title: string; readonly day: string; readonly block: string }[] = (() => {
  let day = "";
  return [...readPage("packages/policy/docs/tighten.md").text.matchAll(FENCE)].flatMap(([, , block, date]) => {
    day = date ?? day;
    return block === undefined ? [] : [{ title: `${day} ${block.split("\n")[0]}`, day, block }];
  });
})();
const folder = newFolder("tighten");

describe("how a rule is tightened, one step after the other", () => {
  test("has steps on several days", () => {
    expect(new Set(steps.map(({ day }) => day)).size).toBeGreaterThan(3);
    expect(steps.filter(({ block }) => block.startsWith("$ ")).length).toBeGreaterThan(8);
  });

  test.each(steps.map(({ title, day, block }) => [title, day, block] as const))("%s", async (_title, day, block) => {
    const [first = "", ...rest] = block.split("\n");
    const shown = rest.join("\n");
    const [, line, exit = "0"] = /^\$ npx towpath (.*?)(?: +# exit code (\d))?$/.exec(first) ?? [];
    if (line !== undefined) {
      const { exitCode, stdout } = await runOnDay(line, folder, day);
      expect(`${exitCode}\n${stdout}`).toBe(`${exit}\n${shown}`);
      return;
    }
    const [, gone] = /^\$ rm (\S+)$/.exec(first) ?? [];
    if (gone !== undefined) return rmSync(join(folder, gone));
    const [, file = "", as] = /^# (\S+?)(?:, (.*))?$/.exec(first) ?? [];
    if (as === "as it is now") expect(shown).toBe(readFileSync(join(folder, file), "utf8"));
    else {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), shown);
    }
  });
});
