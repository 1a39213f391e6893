import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { type Effects, errorMessage } from "@towpath/core";
import { OperationError } from "../../errors.ts";
import { isObjectId } from "./git-object.ts";

const run = promisify(execFile);
const LIMIT_MS = 30_000;

/**
 * The commit that a revision of the folder's repository means: `main`, `origin/main`, `v1.2.0`, `HEAD~1`.
 *
 * @throws {OperationError} `operation/base-revision`
 */
export async function commitOf(revision: string, effects: Effects): Promise<string> {
  const found = await askGit(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`], effects);
  const commit = found.trim();
  if (isObjectId(commit)) return commit;
  throw new OperationError({
    code: "operation/base-revision",
    message: `There is no commit ${JSON.stringify(revision)} in this repository.`,
    hint: "Name a branch, a tag or a commit that `git log` knows here; `git fetch` brings what is not here yet.",
  });
}

/**
 * Asks the user's own git about the folder, without hooks and monitors of the repository.
 *
 * @returns what it prints; "" where it says that there is no such thing
 * @throws {OperationError} `operation/base-revision` where there is no git, or no repository
 */
export async function askGit(words: readonly string[], effects: Effects): Promise<string> {
  const { folder, signal, variables } = effects;
  const settings = ["-c", "core.fsmonitor=false", "-c", `core.hooksPath=${devNull}`];
  const { PATH = "", HOME = "" } = variables;
  const env = { PATH, HOME, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
  try {
    const options = { signal, timeout: LIMIT_MS, maxBuffer: 256 * 1024 * 1024, env };
    return (await run("git", ["-C", folder, ...settings, ...words], options)).stdout;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && "code" in error && error.code === 1) return "";
    throw new OperationError({
      code: "operation/base-revision",
      message: `Git cannot be asked about this folder: ${said(errorMessage(error))}.`,
      hint: "`--base` and `--changed` need git, and a folder in one of its repositories.",
      cause: error,
    });
  }
}

/** Why, of what git printed: where a disk ends, another line comes after it. */
function said(text: string): string | undefined {
  const lines = text.trimEnd().split("\n");
  return (lines.find((line) => line.startsWith("fatal: ")) ?? lines.at(-1))?.replace(/[.]$/, "");
}
