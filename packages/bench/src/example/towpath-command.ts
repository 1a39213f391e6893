import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../measure/run-timed.ts";

/**
 * The built command line, as a user starts it, keeping everything it makes in a folder of its own.
 *
 * @param home absolute; what it has there is as good as a machine on which it never ran
 * @throws {Error} when it is not built
 */
export function towpathCommand(root: string, folder: string, home: string, words: readonly string[]): Command {
  const main = builtFile(root, "packages/cli/dist/main.js");
  const variables = { ...cleanVariables(), TOWPATH_HOME: home };
  return { file: process.execPath, args: [main, ...words], folder, variables, outputFile: join(home, "output.log") };
}

/** @throws {Error} when the file is not there */
export function builtFile(root: string, path: string): string {
  const file = join(root, path);
  if (existsSync(file)) return file;
  throw new Error(`${path} is not there. Build first: npm run build.`);
}

/** This process's environment without what would change how Node or Towpath runs. */
export function cleanVariables(): Readonly<Record<string, string | undefined>> {
  const changes = /^(NODE_|npm_|TOWPATH_|GITHUB_|INPUT_|TURBO_|VITEST)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !changes.test(name)));
}
