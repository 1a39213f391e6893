import { type Effects, errorMessage } from "@towpath/core";
import { runProgram } from "@towpath/engine-local/fetching";
import { toolLines } from "../../platform/tool-lines.ts";
import type { GitStore } from "./git-store.ts";

const LIMIT_MS = 5 * 60_000;

/**
 * Fetches one commit with its trees and no history. Files that the checkout does not have come when they are read.
 *
 * @throws {Error} with what git says
 */
export async function fetchCommit(store: GitStore, commit: string, effects: Effects): Promise<void> {
  const { folder, environment } = store;
  const options = ["--depth=1", "--filter=blob:none", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  const args = ["fetch", "--quiet", ...options, "origin", commit];
  effects.events({ type: "notice", message: `Fetching the base commit ${commit.slice(0, 12)} with git.` });
  const run = { file: "git", args, folder, environment, timeoutMs: LIMIT_MS };
  const { exitCode, output } = await runProgram(run, effects.signal).catch((error: unknown) => {
    effects.signal.throwIfAborted();
    return { exitCode: undefined, output: errorMessage(error) };
  });
  if (exitCode === 0) return;
  const said = toolLines(output, (line) => /^(fatal|error|remote|ssh):/i.test(line));
  throw new Error(said.slice(-1).join(" ") || "it could not be fetched");
}
