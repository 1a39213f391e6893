import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readPage } from "./read-page.ts";
import { runOnDay } from "./run-on-day.ts";
import { CHECKOUT, newFolder } from "./run-towpath.ts";

/** One block of a page that can be tried out. */
export interface PageStep {
  /** What the block begins with: a file's name behind `#` or `//`, a command behind `$`. */
  readonly first: string;
  /** What stands below that. */
  readonly rest: string;
  /** The day that it is then. */
  readonly day: string;
}

/** The blocks of a page that write a file or run a command, in order. A heading with a day in it begins that day. */
export function pageSteps(path: string, firstDay: string): readonly PageStep[] {
  let day = firstDay;
  const found = readPage(path).text.matchAll(/^```(?:ts|yaml|text)\n(.*?)^```$|^#+ [^\n]*?(\d{4}-\d{2}-\d{2})/gms);
  return [...found].flatMap(([, block, date]) => {
    day = date ?? day;
    if (block === undefined || !/^(?:\$|#|\/\/) /.test(block)) return [];
    const [first = "", ...rest] = block.split("\n");
    return [{ first, rest: rest.join("\n"), day }];
  });
}

/** A folder to go through a page in, from which programs find the packages of the checkout. */
export function folderForPage(name: string): string {
  const folder = newFolder(name);
  symlinkSync(join(CHECKOUT, "node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}

/**
 * Does what a block of a page says.
 *
 * @returns what the page should show below the block's first line; what it shows where there is nothing to hold it against
 */
export async function doStep({ first, rest, day }: PageStep, folder: string): Promise<string> {
  const [, line, expected = "0"] = /^\$ npx towpath (.*?)(?: +# exit code (\d))?$/.exec(first) ?? [];
  if (line !== undefined) {
    const { exitCode, stdout } = await runOnDay(line, folder, day);
    return String(exitCode) === expected ? stdout : `exit code ${exitCode}\n${stdout}`;
  }
  const [, command, path = ""] = /^\$ (node|rm) (\S+)$/.exec(first) ?? [];
  if (command === "node") {
    const args = ["--conditions=@towpath/source", path];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", timeout: 30_000 });
    return stdout + stderr;
  }
  const [, file = path, as] = /^(?:#|\/\/) (\S+?)(?:, (.*))?$/.exec(first) ?? [];
  if (as === "as it is now") return readFileSync(join(folder, file), "utf8");
  if (command === "rm") rmSync(join(folder, file));
  else {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), rest);
  }
  return rest;
}
