import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Cost, runTimed } from "../measure/run-timed.ts";
import { copyExample } from "./copy-example.ts";
import { towpathCommand } from "./towpath-command.ts";

/** The example on a machine on which Towpath never ran, but for the servers' packages, which are in the user's cache. */
export interface RunningExample extends Disposable {
  towpath(...words: readonly string[]): Cost;
}

/**
 * @param folder an empty folder's path; taken down and deleted at the end
 */
export function openExample(root: string, folder: string): RunningExample {
  const home = join(folder, "home");
  const service = join(folder, "orders");
  mkdirSync(home, { recursive: true });
  for (const path of [folder, home]) chmodSync(path, 0o711);
  copyExample(root, service);
  const towpath = (...words: readonly string[]) => runTimed(towpathCommand(root, service, home, words));
  return {
    towpath,
    [Symbol.dispose]() {
      towpath("down", "--quiet");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
