import { type Effects, errorMessage } from "@towpath/core";
import { runProgram } from "@towpath/engine-local/fetching";
import { toolLines } from "../../platform/tool-lines.ts";
import type { GitStore } from "./git-store.ts";

const LIMIT_MS = 5 * 60_000;
const OPTIONS = ["--filter=blob:none", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];

/**
 * Fetches one commit with its trees: no history, and no files.
 *
 * @throws {Error} with what git says
 */
export async function fetchCommit(store: GitStore, commit: string, effects: Effects): Promise<void> {
  effects.events({ type: "notice", message: `Fetching the base commit ${commit.slice(0, 12)} with git.` });
  await fetch(store, ["--depth=1", ...OPTIONS, "origin", commit], effects);
}

/**
 * Fetches objects, all of them at once. Git is told nothing of what is here: it would ask for more than these.
 *
 * @throws {Error} with what git says
 */
export async function fetchObjects(store: GitStore, ids: readonly string[], effects: Effects): Promise<void> {
  await fetch(store, [...OPTIONS, "--stdin", "origin"], effects, ids.map((id) => `${id}\n`).join(""));
}

async function fetch(store: GitStore, words: readonly string[], effects: Effects, input = ""): Promise<void> {
  const { folder, environment } = store;
  const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", ...words];
  const run = { file: "git", args, folder, environment, input, timeoutMs: LIMIT_MS };
  const { exitCode, output } = await runProgram(run, effects.signal).catch((error: unknown) => {
    effects.signal.throwIfAborted();
    return { exitCode: undefined, output: errorMessage(error) };
  });
  if (exitCode === 0) return;
  const said = toolLines(output, (line) => /^(fatal|error|remote|ssh):/i.test(line));
  throw new Error(said.slice(-1).join(" ") || "it could not be fetched");
}
