import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestBytes, type Effects } from "@towpath/core";
import { OperationError } from "../errors.ts";
import { gitFailure } from "./git-failure.ts";
import type { GitReference } from "./git-reference.ts";
import { notFetched } from "./not-fetched.ts";
import { makeInCache, platformCache } from "./platform-cache.ts";
import { runGit } from "./run-git.ts";
import { shown } from "./wrong-reference.ts";

const LIMIT_MS = 5 * 60_000;
const REF = "refs/towpath/platform";
/** Files come out as they were committed: no filter, no line ends, no keywords. */
const AS_COMMITTED = "* -text -ident -filter -working-tree-encoding -eol\n";

/** What is fetched. */
export interface GitFetch {
  readonly reference: GitReference;
  readonly written: string;
  readonly isOffline?: boolean | undefined;
}

/** The files of one commit. */
export interface FetchedCommit {
  /** Absolute. */
  readonly root: string;
  readonly commit: string;
}

/**
 * Fetches one state of a repository with the user's own git: no history, no submodules, no hooks. A tag or commit that was
 * fetched once is not asked for again.
 */
export async function fetchGitPlatform(request: GitFetch, effects: Effects): Promise<FetchedCommit> {
  const { reference, written } = request;
  const { address, revision } = reference;
  const cache = join(await platformCache(effects.variables, "git"), hashOf(address));
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const record = join(cache, `tag-${hashOf(revision.name)}`);
  const known = revision.kind === "commit" ? revision.name : await commitIn(record);
  if (known !== undefined && existsSync(join(cache, known))) return { root: join(cache, known), commit: known };

  if (request.isOffline) throw notFetched(written);
  effects.events({ type: "notice", message: `Fetching the platform ${written} with git, once, into ${cache}.` });
  let commit = "";
  const root = await makeInCache(cache, async (temporary) => {
    const made = join(temporary, "files");
    await mkdir(made);
    commit = await checkOut(reference, written, made, effects);
    return { made, name: commit };
  });
  if (revision.kind === "tag") await writeRecord(record, commit);
  return { root, commit };
}

function hashOf(text: string): string {
  return digestBytes(text).slice("sha256:".length, "sha256:".length + 32);
}

async function commitIn(record: string): Promise<string | undefined> {
  const text = await readFile(record, "utf8").catch(() => "");
  return /^([0-9a-f]{40}|[0-9a-f]{64})\n$/.test(text) ? text.trim() : undefined;
}

async function writeRecord(record: string, commit: string): Promise<void> {
  const temporary = `${record}.${randomBytes(6).toString("hex")}`;
  await writeFile(temporary, `${commit}\n`, { mode: 0o600 });
  await rename(temporary, record);
}

async function checkOut(reference: GitReference, written: string, folder: string, effects: Effects): Promise<string> {
  const { address, transport, revision } = reference;
  const git = async (...args: readonly string[]) => {
    const run = { args, folder, transport, variables: effects.variables, timeoutMs: LIMIT_MS };
    return runGit(run, effects.signal);
  };
  const must = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, output } = await git(...args);
    if (exitCode !== 0) throw gitFailure(written, output, exitCode === undefined);
    return output.trim();
  };
  const isLong = revision.kind === "commit" && revision.name.length === 64;
  await must("init", "--quiet", "--template=", ...(isLong ? ["--object-format=sha256"] : []));
  const source = revision.kind === "commit" ? revision.name : `refs/tags/${revision.name}`;
  const fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules"];
  const { exitCode, output } = await git(...fetch, "--", address, `+${source}:${REF}`);
  if (exitCode !== 0) {
    const isNoTag = revision.kind === "tag" && /couldn't find remote ref/.test(output);
    throw isNoTag ? await noSuchTag(reference, written, git) : gitFailure(written, output, exitCode === undefined);
  }
  const commit = await must("rev-parse", "--verify", "--quiet", `${REF}^{commit}`);
  await mkdir(join(folder, ".git", "info"), { recursive: true });
  await writeFile(join(folder, ".git", "info", "attributes"), AS_COMMITTED);
  await must("checkout", "--quiet", "--detach", "--no-recurse-submodules", REF);
  await rm(join(folder, ".git"), { recursive: true, force: true });
  return commit;
}

type Git = (...args: readonly string[]) => Promise<{ readonly exitCode: number | undefined; readonly output: string }>;

async function noSuchTag({ address, revision }: GitReference, written: string, git: Git): Promise<OperationError> {
  const { output } = await git("ls-remote", "--", address, `refs/heads/${revision.name}`);
  const commit = /^([0-9a-f]{40,64})\trefs\/heads\//m.exec(output)?.[1];
  const looksShort = /^[0-9a-f]{7,39}$/.test(revision.name);
  return new OperationError({
    code: "operation/platform-not-found",
    message: commit
      ? `The platform ${shown(written)} names a branch, and what a branch holds changes.`
      : `The platform ${shown(written)} could not be fetched: the repository has no tag ${shown(revision.name)}.`,
    hint: commit
      ? `Name a tag, or the commit that it is at now: #${commit}.`
      : looksShort
        ? "A commit is named by all of its digits."
        : `\`git ls-remote --tags ${address}\` lists the tags that there are.`,
  });
}
