import { cpSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { runTimed } from "../measure/run-timed.ts";
import { cleanVariables } from "./towpath-command.ts";

/**
 * Copies examples/orders, so that a service that runs from the checkout is left in peace. Its packages are installed
 * first and shared: installing them is npm's time, not Towpath's.
 *
 * @param folder where the copy comes; must not exist
 */
export function copyExample(root: string, folder: string): void {
  const example = join(root, "examples", "orders");
  const script = join(example, "scripts", "install.mjs");
  runTimed({ file: process.execPath, args: [script], folder: example, variables: cleanVariables() });
  const isSource = (path: string) => !["node_modules", "dist", "reports", ".towpath"].includes(basename(path));
  cpSync(example, folder, { recursive: true, filter: isSource });
  symlinkSync(join(example, "node_modules"), join(folder, "node_modules"));
}
