import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/index";
import { isJsonObject } from "@towpath/core";
import { isTrue, type Scope, toText } from "./language/expression.ts";
import { valueIn } from "./language/template.ts";
import type { Run } from "./run.ts";
import { WorkflowError } from "./workflow-error.ts";

/** What may hold a concurrency group. */
export interface GroupRequest {
  /** What is below `concurrency`. */
  readonly token: TemplateToken | undefined;
  readonly scope: Scope;
  readonly what: string;
  readonly within: readonly object[];
  readonly signal: AbortSignal;
}

/**
 * Does something while it holds the concurrency group that is asked for; at once where none is.
 *
 * @param cancelled the answer where it never gets in
 * @param work its signal is aborted when another one takes its place; `holder` stands for it in the group
 */
export async function inGroup<T>(
  { token, scope, what, within, signal }: GroupRequest,
  run: Run,
  cancelled: (reason: string | undefined) => T,
  work: (signal: AbortSignal, holder: object) => Promise<T>,
): Promise<T> {
  const value = valueIn(token, scope);
  const group = isJsonObject(value) ? toText(value["group"] ?? "") : toText(value ?? "");
  if (group === "") return await work(signal, {});
  if (isJsonObject(value) && value["queue"] === "max" && isTrue(value["cancel-in-progress"] ?? false))
    throw new WorkflowError(`${what}: 'queue: max' and 'cancel-in-progress: true' do not go together.`);
  const own = new AbortController();
  let reason: string | undefined;
  const entrant = {
    what,
    group,
    cancelsOthers: isJsonObject(value) && isTrue(value["cancel-in-progress"] ?? false),
    queue: isJsonObject(value) && value["queue"] === "max" ? ("max" as const) : ("single" as const),
    within,
    cancel: (why: string) => {
      reason = why;
      own.abort();
    },
  };
  const both = AbortSignal.any([signal, own.signal]);
  const place = await run.groups.enter(entrant, both);
  if (!place) return cancelled(reason);
  try {
    return await work(both, entrant);
  } finally {
    place.leave();
  }
}
