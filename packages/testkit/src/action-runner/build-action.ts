import { execFile } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** From an action's folder. */
const CONFIG = "../../packages/repository/tsup.action.config.ts";

/** An action as a workflow gets it: its `action.yml`, `package.json` and `dist`, far from any `node_modules`. */
export interface BuiltAction extends Disposable {
  readonly folder: string;
}

/**
 * Builds an action of this repository into a folder of its own. Where turbo runs the test, it has just built the action from the
 * same sources by the same configuration: that `dist` is taken. Name other actions than its own in the `dependsOn` of a test.
 *
 * @param source the action's folder, with `action.yml`
 * @throws {Error} with the bundler's output, where it cannot be built
 */
export async function buildAction(source: string): Promise<BuiltAction> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-action-")));
  for (const file of ["action.yml", "package.json"]) copyFileSync(join(source, file), join(folder, file));
  const dist = join(folder, "dist");
  if (process.env["TURBO_HASH"]) cpSync(join(source, "dist"), dist, { recursive: true });
  else await promisify(execFile)("tsup", ["--config", CONFIG, "--out-dir", dist, "--silent"], { cwd: source });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
