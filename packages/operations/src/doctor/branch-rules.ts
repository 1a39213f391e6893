import type { Effects } from "@towpath/core";
import type { RepositoryAilment } from "./repository-ailment.ts";

const LIMIT_MS = 10_000;
/** `owner/name`; neither is a step in a path. */
const REPOSITORY = /^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/;
/** Rules without which a change reaches the branch that nobody and nothing looked at. */
const NEEDED = ["pull_request", "required_status_checks"];

/** What can be known of the rules of the default branch, or why nothing can. */
export type BranchRules = { readonly found: readonly RepositoryAilment[] } | { readonly why: string };

/**
 * The rules that GitHub holds the default branch to. Asks only where the environment has a token, and says that it does.
 * https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 */
export async function examineBranchRules({ variables, fetch, signal, events }: Effects): Promise<BranchRules> {
  const token = variables["GITHUB_TOKEN"] || variables["GH_TOKEN"];
  const repository = variables["GITHUB_REPOSITORY"];
  if (!token) return { why: "there is no token in GITHUB_TOKEN" };
  if (!repository || !REPOSITORY.test(repository)) return { why: "GITHUB_REPOSITORY names no repository" };
  const api = variables["GITHUB_API_URL"] || "https://api.github.com";
  if (!URL.canParse(api)) return { why: "GITHUB_API_URL is no address" };
  events({ type: "notice", message: `Asking GitHub for the rules of ${repository}.` });
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(`${api}/repos/${repository}${path}`), {
      headers: { accept: "application/vnd.github+json", authorization: `Bearer ${token}` },
      redirect: "error", // a token goes nowhere else
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    if (!response.ok) throw new Error(`GitHub answers ${response.status}`);
    return response.json();
  };
  try {
    const branch = textOf(await ask(""), "default_branch");
    if (branch === undefined) return { why: "GitHub names no default branch" };
    const rules = await ask(`/rules/branches/${encodeURIComponent(branch)}`);
    if (!Array.isArray(rules)) return { why: "GitHub's answer is none that this version knows" };
    const there = new Set(rules.map((rule: unknown) => textOf(rule, "type")));
    const missing = NEEDED.filter((type) => !there.has(type));
    return { found: missing.length > 0 ? [notGuarded(repository, branch, missing)] : [] };
  } catch (error) {
    signal.throwIfAborted();
    return {
      why:
        error instanceof Error && error.message.startsWith("GitHub answers")
          ? error.message
          : "GitHub cannot be reached",
    };
  }
}

function notGuarded(repository: string, branch: string, missing: readonly string[]): RepositoryAilment {
  return {
    code: "doctor/branch-not-guarded",
    level: "advisory",
    message: `No ruleset of ${repository} asks for ${missing.join(" and ").replaceAll("_", " ")} on ${branch}: a check that may be left out holds nothing. Classic branch protection is not looked at.`,
    where: ".",
    mend: `Add a ruleset for ${branch} in the repository's settings (Rules, Rulesets) with ${missing.join(" and ").replaceAll("_", " ")}.`,
  };
}

function textOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : undefined;
}
