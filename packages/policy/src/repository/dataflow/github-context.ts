import type { Trust } from "./trust.ts";

/**
 * What `github` holds outside of `github.event`. Names of branches can hold nearly anything, and a fork names its own; what is
 * not listed is GitHub's or the workflow's: an id, a digest, an address.
 *
 * https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context
 */
const FIELDS: ReadonlyMap<string, Trust> = new Map<string, Trust>([
  ["head_ref", "untrusted"],
  ["event", "untrusted"],
  ["*", "untrusted"],
  ["ref", "unknown"],
  ["ref_name", "unknown"],
  ["base_ref", "unknown"],
  ["actor", "unknown"],
  ["workflow_ref", "unknown"],
]);

/** Fields of events that hold a number, a time, a digest, an address or one of a few words, wherever they stand. */
const HARMLESS = new Set([
  "action",
  "active_lock_reason",
  "additions",
  "after",
  "archived",
  "assignees_count",
  "author_association",
  "before",
  "changed_files",
  "check_suite_id",
  "comments",
  "commits_count",
  "completed_at",
  "conclusion",
  "created",
  "created_at",
  "date",
  "deleted",
  "deletions",
  "distinct",
  "draft",
  "event",
  "fork",
  "forced",
  "id",
  "locked",
  "login",
  "mergeable",
  "merged",
  "merged_at",
  "node_id",
  "number",
  "prerelease",
  "private",
  "public",
  "rebaseable",
  "review_comments",
  "run_attempt",
  "run_number",
  "sha",
  "size",
  "state",
  "state_reason",
  "status",
  "timestamp",
  "type",
  "updated_at",
  "visibility",
  "workflow_id",
]);

/** Parts of events that only people of the repository or of its organization fill in. */
const OWN: ReadonlyMap<string, Trust> = new Map<string, Trust>([
  ["client_payload", "unknown"],
  ["deployment", "unknown"],
  ["enterprise", "fixed"],
  ["inputs", "unknown"],
  ["installation", "fixed"],
  ["organization", "fixed"],
  ["ref", "unknown"],
  ["release", "unknown"],
  ["repository", "fixed"],
  ["sender", "fixed"],
  ["workflow", "unknown"],
]);

/**
 * Who decides what a path below `github` holds. In `github.event`, what is not known to be harmless is taken to be what somebody
 * wrote: titles, bodies, messages, names, branches.
 *
 * https://securitylab.github.com/resources/github-actions-untrusted-input/
 */
export function githubTrust([, field = "*", ...below]: readonly string[]): Trust {
  if (field !== "event" || below.length === 0) return FIELDS.get(field) ?? "fixed";
  const [part = "", ...rest] = below;
  const leaf = rest.at(-1) ?? part;
  if (isHarmless(leaf)) return "fixed";
  if (part === "repository" && /^(?:description|homepage|default_branch)$/.test(leaf)) return "unknown";
  const own = OWN.get(part);
  if (own) return own;
  // Names of accounts and repositories hold nothing that a shell would run, though strangers choose them.
  if (leaf === "full_name") return "unknown";
  // The branch that a pull request goes to, and all that is known of its repository, is the repository's own.
  return part === "pull_request" && rest[0] === "base" && rest.length > 1 ? "unknown" : "untrusted";
}

function isHarmless(leaf: string): boolean {
  return HARMLESS.has(leaf) || /(?:_at|_id|_sha|_count|url)$/.test(leaf);
}
