import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

let answer: { readonly path: string | undefined } | undefined;

/**
 * Terraform on this machine, or undefined: says so once, for a test that skips itself without it.
 *
 * @throws {Error} where there is none and the tests need one: `CI` or `TOWPATH_NEEDS_TERRAFORM` is set
 */
export function terraformHere(): string | undefined {
  answer ??= { path: found() };
  if (answer.path !== undefined) return answer.path;
  if (process.env["CI"] || process.env["TOWPATH_NEEDS_TERRAFORM"]) {
    throw new Error("There is no terraform on the PATH, and these tests need one. Install Terraform 1.11 or newer.");
  }
  process.stderr.write("There is no terraform on the PATH: its tests are skipped.\n");
  return undefined;
}

function found(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, "terraform")).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
