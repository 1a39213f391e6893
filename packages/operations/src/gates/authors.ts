import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Approval, Deployment, Release } from "@towpath/delivery";

const run = promisify(execFile);
const LIMIT_MS = 10_000;
const LARGEST_BYTES = 16 * 1024 * 1024;
const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * Who wrote what a release brings into an environment: authors, committers and co-authors of the commits since the one that
 * serves there, by name, e-mail address and account as far as an address has it. Of the first release those of its last
 * change. Undefined where git cannot tell.
 *
 * @param folder of the service, in its repository
 */
export async function authorsOf(
  folder: string,
  release: Release,
  previous: Deployment | undefined,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const [commit, before] = [release.commit, previous?.release.commit];
  if (commit === undefined || !COMMIT.test(commit)) return undefined;
  if (previous?.artifact.digest === release.artifact.digest) return [];
  if (previous && (before === undefined || !COMMIT.test(before))) return undefined;
  try {
    // It has commits whose parents it lacks: what came with a merge may be among those.
    if ((await git(folder, ["rev-parse", "--is-shallow-repository"], signal)).trim() !== "false") return undefined;
    const range = before === undefined ? await lastChange(folder, commit, signal) : [`${before}..${commit}`];
    const format = "--format=%an%n%ae%n%cn%n%ce%n%(trailers:key=Co-authored-by,valueonly)";
    const lines = (await git(folder, ["log", "--no-show-signature", format, ...range, "--"], signal)).split("\n");
    return [...new Set(lines.flatMap(namesIn))];
  } catch {
    signal.throwIfAborted();
    return undefined; // a commit that is not here, another repository, no git
  }
}

/** Its parents but the first bring what was merged. */
async function lastChange(folder: string, commit: string, signal: AbortSignal): Promise<readonly string[]> {
  const parents = (await git(folder, ["rev-list", "--parents", "-n", "1", commit, "--"], signal)).trim().split(" ");
  return parents.length > 1 ? [`${parents[1]}..${commit}`] : [commit];
}

/** `Anna Berg`, `anna@acme.example`, `Anna Berg <12+anna@users.noreply.github.com>`, with the accounts in them. */
function namesIn(line: string): readonly string[] {
  const text = line.trim();
  if (text === "") return [];
  const [, name = text, address = text] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  return namesOf(name, address);
}

/** A name, an address, and the account in it: `12+anna@users.noreply.github.com`. */
export function namesOf(name: string, address: string): readonly string[] {
  const account = address.slice(0, Math.max(0, address.lastIndexOf("@"))).replace(/^\d+\+/, "");
  return [...new Set([name, address, account])].filter((one) => one !== "");
}

/**
 * The same with approvers of this kind of machine who are among them: outside of a workflow an account is `USER@HOST`, and a
 * commit knows no host.
 */
export function withLocalAccounts(
  authors: readonly string[],
  approvals: readonly Pick<Approval, "by">[],
): readonly string[] {
  const known = new Set(authors.map((author) => author.toLowerCase()));
  const local = approvals.flatMap(({ by }) => {
    const at = by.indexOf("@");
    return at > 0 && known.has(by.slice(0, at).toLowerCase()) ? [by] : [];
  });
  return [...authors, ...local];
}

async function git(folder: string, words: readonly string[], signal: AbortSignal): Promise<string> {
  const safe = ["-C", folder, "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1" };
  const options = { signal, timeout: LIMIT_MS, maxBuffer: LARGEST_BYTES, env };
  return (await run("git", [...safe, ...words], options)).stdout;
}
