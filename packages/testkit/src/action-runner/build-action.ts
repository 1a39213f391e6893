import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
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
 * Builds an action of this repository into a folder of its own.
 *
 * @param source the action's folder, with `action.yml`
 * @throws {Error} with the bundler's output, where it cannot be built
 */
export async function buildAction(source: string): Promise<BuiltAction> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-action-")));
  for (const file of ["action.yml", "package.json"]) copyFileSync(join(source, file), join(folder, file));
  await promisify(execFile)("tsup", ["--config", CONFIG, "--out-dir", join(folder, "dist"), "--silent"], {
    cwd: source,
  });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
