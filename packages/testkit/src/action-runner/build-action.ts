import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** An action as a workflow gets it: its `action.yml` and its `dist`, far from any `node_modules`. */
export interface BuiltAction extends Disposable {
  readonly folder: string;
}

/**
 * Builds an action of this repository into a folder of its own.
 *
 * @param source the action's folder, with `action.yml` and `tsup.config.ts`
 * @throws {Error} with the bundler's output, where it cannot be built
 */
export async function buildAction(source: string): Promise<BuiltAction> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-action-")));
  copyFileSync(join(source, "action.yml"), join(folder, "action.yml"));
  await promisify(execFile)("tsup", ["--out-dir", join(folder, "dist"), "--silent"], { cwd: source });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
