import { execFileSync } from "node:child_process";
import { matchesGlob } from "node:path";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { below, entriesOf } from "../language/template.ts";
import type { WorkflowEvent } from "../run.ts";
import { WorkflowError } from "../workflow-error.ts";

/** What is meant where `types` is not there. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
  merge_group: ["checks_requested"],
};

/**
 * Whether an event starts a workflow.
 *
 * @param folder the repository's, to find out what a push or a pull request changes
 */
export function isTriggeredBy(workflow: TemplateToken, event: WorkflowEvent, folder: string): boolean {
  const on = below(workflow, "on");
  if (!on) return false;
  if (on.isScalar) return on.toString() === event.name && hasType(undefined, event);
  const mapped = entriesOf(on);
  if (mapped.length === 0 && Symbol.iterator in on)
    return [...on.assertSequence("on")].some((one) => one.toString() === event.name) && hasType(undefined, event);
  const found = mapped.find(([name]) => name === event.name);
  if (!found) return false;
  const [, filter] = found;
  return hasType(below(filter, "types"), event) && isOnBranch(filter, event) && hasPaths(filter, event, folder);
}

function hasType(types: TemplateToken | undefined, { name, payload }: WorkflowEvent): boolean {
  const wanted = types ? textsIn(types) : DEFAULT_TYPES[name];
  const action = payload["action"];
  return wanted === undefined || typeof action !== "string" || wanted.includes(action);
}

function isOnBranch(filter: TemplateToken, { ref, baseRef }: WorkflowEvent): boolean {
  const isTag = ref.startsWith("refs/tags/");
  const name = baseRef ?? ref.replace(/^refs\/(?:heads|tags)\//, "");
  const kinds = isTag ? (["tags", "branches"] as const) : (["branches", "tags"] as const);
  const [own, other] = kinds;
  const [only, never] = [below(filter, own), below(filter, `${own}-ignore`)];
  if (only) return passes(textsIn(only), name);
  if (never) return !passes(textsIn(never), name);
  // A filter for tags alone lets no branch in, and the other way round.
  return below(filter, other) === undefined && below(filter, `${other}-ignore`) === undefined;
}

function hasPaths(filter: TemplateToken, event: WorkflowEvent, folder: string): boolean {
  const [only, never] = [below(filter, "paths"), below(filter, "paths-ignore")];
  if (!only && !never) return true;
  const before = event.payload["before"];
  const from = typeof before === "string" ? before : `${event.sha}^1`;
  const changed = execFileSync("git", ["diff", "--name-only", "-z", from, event.sha], { cwd: folder, encoding: "utf8" })
    .split("\0")
    .filter(Boolean);
  if (only) return changed.some((file) => passes(textsIn(only), file));
  return changed.some((file) => !passes(textsIn(never ?? filter), file));
}

/** Patterns in order, the last one that fits counts; `!` takes out. */
function passes(patterns: readonly string[], name: string): boolean {
  return patterns.reduce((isIn, pattern) => {
    if (/[+[\]]/.test(pattern)) throw new WorkflowError(`The filter ${pattern} is not known here.`);
    const isOut = pattern.startsWith("!");
    return matchesGlob(name, isOut ? pattern.slice(1) : pattern) ? !isOut : isIn;
  }, false);
}

function textsIn(token: TemplateToken): readonly string[] {
  return Symbol.iterator in token ? [...token.assertSequence("filter")].map(String) : [token.toString()];
}
