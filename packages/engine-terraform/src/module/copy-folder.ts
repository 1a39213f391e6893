import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, isWithin } from "@towpath/core";

/** How much was copied so far, by all calls together. */
export interface CopyBudget {
  files: number;
  bytes: number;
}

const MOST_FILES = 5_000;
const MOST_BYTES = 32 * 1024 * 1024;
const DEEPEST = 30;
/** What Terraform, git and npm keep for themselves, and states, which hold secrets. */
const LEFT_OUT =
  /^(?:\.terraform|\.git|node_modules|\.terraform\.lock\.hcl|\.terraform\.tfstate\.lock\.info|crash\.log|.*\.tfstate(?:\.backup|\.\d+\.backup)?|errored\.tfstate)$/s;

/**
 * Reads a folder whole into memory: links are followed where they stay within the boundary.
 *
 * @param refuse makes the error for what may not be copied
 */
export function copyFolder(
  folder: string,
  boundary: string,
  target: string,
  into: Map<string, Uint8Array>,
  budget: CopyBudget,
  refuse: (why: string) => Error,
): void {
  const home = realpathSync(boundary);
  const copy = (from: string, to: string, above: readonly string[]): void => {
    const real = realpathSync(from);
    if (!isWithin(real, home)) throw refuse(`${to} leaves the platform through a symbolic link`);
    const kind = statSync(real);
    if (kind.isFile()) {
      budget.files += 1;
      budget.bytes += kind.size;
      if (budget.files > MOST_FILES || budget.bytes > MOST_BYTES)
        throw refuse(`it has more than ${MOST_FILES} files or ${MOST_BYTES / 1024 / 1024} MB`);
      into.set(to, readFileSync(real));
    } else if (kind.isDirectory()) {
      if (above.includes(real)) throw refuse(`${to} is a link to a folder that it is in`);
      if (above.length >= DEEPEST) throw refuse(`${to} is too deep`);
      for (const name of readdirSync(real).sort())
        if (!LEFT_OUT.test(name)) copy(join(from, name), `${to}/${name}`, [...above, real]);
    } else throw refuse(`${to} is neither a file nor a folder`);
  };
  try {
    copy(folder, target, []);
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw refuse(errorMessage(error));
    throw error;
  }
}
