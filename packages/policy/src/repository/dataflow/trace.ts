import type { Place } from "@towpath/core";
import { ANY } from "../expression/context-path.ts";
import { type Reaching, reachingIn } from "../expression/reaching.ts";
import { scalarsIn } from "../source/scalars-in.ts";
import type { Mapping, SourceValue } from "../source/source-value.ts";
import type { Job } from "../workflow/job.ts";
import { jobCalled, stepCalled } from "./by-id.ts";
import { githubTrust } from "./github-context.ts";
import { entryOf, jobScope, type Scope, scopeOf } from "./scope.ts";
import { isWorse, type Trust } from "./trust.ts";

/** Where a text comes from, as far as the repository's files tell. */
export interface Trace {
  readonly trust: Trust;
  /** What it comes from in the end, as `github.event.issue.title`. */
  readonly source: string;
  /** Where it is passed on, the nearest first. */
  readonly via: readonly Place[];
}

/** How often a value is followed from one place to the next. Files that pass a value in circles end here. */
const FURTHEST = 8;
/** How much is looked at for one expression. Values that multiply from one place to the next end here. */
const MOST_FOLLOWED = 500;

interface Walk {
  readonly depth: number;
  readonly budget: { left: number };
}

/** Who decides what a part of an expression comes to, followed through variables, matrices, inputs and outputs. */
export function trace(reaching: Reaching, scope: Scope): Trace {
  const found = tracePath(reaching.path, scope, { depth: 0, budget: { left: MOST_FOLLOWED } });
  // What is read of a value that is worked out first is not told by the names that lead there.
  return reaching.isDerived && found.trust === "fixed" ? { ...found, trust: "unknown" } : found;
}

/** The worst of what a value's expressions bring. A text without any is fixed. */
export function traceValue(value: SourceValue, scope: Scope): Trace {
  return follow([value], scope, { depth: 0, budget: { left: MOST_FOLLOWED } }, { trust: "fixed", source: "", via: [] });
}

function tracePath(path: readonly string[], scope: Scope, walk: Walk): Trace {
  const [context = "", name = ANY, ...below] = path;
  const source = path.join(".");
  const end = (trust: Trust): Trace => ({ trust, source, via: [] });
  walk.budget.left -= 1;
  if (walk.depth > FURTHEST || walk.budget.left < 0) return end("unknown");
  switch (context) {
    case "github":
      if (name === "event" && below[0] === "inputs") return traceInput(below[1] ?? ANY, scope, walk, source);
      return end(githubTrust(path));
    case "env":
      return traceVariable(name, scope, walk, source);
    case "matrix":
      return traceMatrix([name, ...below], scope, walk, source);
    case "inputs":
      return traceInput(name, scope, walk, source);
    case "steps":
      return below[0] === "outputs" || name === ANY || below.length === 0
        ? traceStepOutput(name, below[1] ?? ANY, scope, walk, source)
        : end("fixed");
    case "needs":
    case "jobs":
      return below[0] === "outputs" || name === ANY || below.length === 0
        ? traceJobOutput(name, below[1] ?? ANY, scope, walk, source)
        : end("fixed");
    case "job":
    case "runner":
    case "secrets":
    case "strategy":
      return end("fixed");
    default:
      return end("unknown");
  }
}

/** The worst of what several values come to; `otherwise` is at least as bad where they say nothing worse. */
function follow(values: readonly SourceValue[], scope: Scope, walk: Walk, otherwise: Trace): Trace {
  let worst = otherwise;
  for (const value of values) {
    for (const scalar of scalarsIn(value)) {
      for (const { expression, source } of scalar.interpolations) {
        if (!expression && worst.trust === "fixed")
          worst = { trust: "unknown", source: source.trim(), via: [scalar.place] };
        for (const one of expression ? reachingIn(expression) : []) {
          const found = tracePath(one.path, scope, { ...walk, depth: walk.depth + 1 });
          if (isWorse(found.trust, worst.trust)) worst = { ...found, via: [scalar.place, ...found.via] };
        }
      }
    }
  }
  return worst;
}

/** A variable that no `env` sets came with the runner or was written by an earlier step. */
function traceVariable(name: string, scope: Scope, walk: Walk, source: string): Trace {
  const { env } = scope;
  for (const [index, mapping] of env.entries()) {
    const value = name === ANY ? mapping : entryOf(mapping, name);
    // What a step sets is worked out with the variables around it.
    if (value)
      return follow([value], { ...scope, env: env.slice(index + 1) }, walk, { trust: "fixed", source, via: [] });
  }
  return { trust: "unknown", source, via: [] };
}

/** What a matrix says is known, and what makes it is followed: a list that an expression gives is as good as the expression. */
function traceMatrix(path: readonly string[], scope: Scope, walk: Walk, source: string): Trace {
  const matrix = scope.job?.matrix;
  if (!matrix) return { trust: "unknown", source, via: [] };
  const { value } = matrix;
  const [name = ANY] = path;
  const named = value.kind === "mapping" && name !== ANY ? [value.get(name), value.get("include")] : [value];
  const made = name !== ANY && matrix.isKnown(path) ? matrix.valuesOf(path) : named.filter((one) => one !== undefined);
  return follow(made, scope, walk, { trust: "fixed", source, via: [] });
}

/** An input is what its type allows, and what those who call in this repository pass. */
function traceInput(name: string, scope: Scope, walk: Walk, source: string): Trace {
  const unknown: Trace = { trust: "unknown", source, via: [] };
  const { action, workflow } = scope;
  if (action) {
    return worstOf(
      unknown,
      action.users.flatMap((user) => {
        const value = entryOf(user.with, name);
        return value ? [() => follow([value], scopeOf(user, "env"), walk, unknown)] : [];
      }),
    );
  }
  const declared = (workflow?.triggers ?? []).flatMap(({ name: event, config }) =>
    event === "workflow_call" || event === "workflow_dispatch" ? [entryOf(config?.mapping("inputs"), name)] : [],
  );
  const known = declared.filter((one) => one !== undefined);
  if (known.length > 0 && known.every((one) => one.kind === "mapping" && isClosed(one)))
    return { trust: "fixed", source, via: [] };
  return worstOf(
    unknown,
    (workflow?.callers ?? []).flatMap((caller) => {
      const value = entryOf(caller.with, name);
      return value ? [() => follow([value], callScope(caller), walk, unknown)] : [];
    }),
  );
}

/** Types whose values somebody who starts a workflow cannot make up. */
function isClosed(input: Mapping): boolean {
  return ["boolean", "number", "choice", "environment"].includes(input.scalar("type")?.text ?? "");
}

function callScope(job: Job): Scope {
  return { workflow: job.workflow, action: undefined, job: undefined, steps: [], env: [] };
}

/** What a composite action of this repository gives out is followed; what a script or another's action does is not known. */
function traceStepOutput(id: string, name: string, scope: Scope, walk: Walk, source: string): Trace {
  const unknown: Trace = { trust: "unknown", source, via: [] };
  const step = stepCalled(scope.steps, id);
  if (step?.kind !== "uses" || step.target?.using?.text !== "composite") return unknown;
  const { target } = step;
  const output = entryOf(target.outputs, name);
  const value = output?.kind === "mapping" ? output.get("value") : undefined;
  if (!value) return unknown;
  const inner: Scope = { workflow: undefined, action: target, job: undefined, steps: target.steps, env: [] };
  return follow([value], inner, walk, { trust: "fixed", source, via: [] });
}

function traceJobOutput(id: string, name: string, scope: Scope, walk: Walk, source: string): Trace {
  const unknown: Trace = { trust: "unknown", source, via: [] };
  const job = scope.workflow && jobCalled(scope.workflow.jobs, id);
  if (job?.kind === "steps") {
    const value = entryOf(job.outputs, name);
    return value ? follow([value], jobScope(job), walk, { trust: "fixed", source, via: [] }) : unknown;
  }
  const called = job?.target;
  const outputs = called?.triggers.find((one) => one.name === "workflow_call")?.config?.mapping("outputs");
  const output = entryOf(outputs, name);
  const value = output?.kind === "mapping" ? output.get("value") : undefined;
  if (!called || !value) return unknown;
  const inner: Scope = { workflow: called, action: undefined, job: undefined, steps: [], env: [] };
  return follow([value], inner, walk, { trust: "fixed", source, via: [] });
}

function worstOf(start: Trace, others: readonly (() => Trace)[]): Trace {
  let worst = start;
  for (const other of others) {
    const found = other();
    if (isWorse(found.trust, worst.trust)) worst = found;
    if (worst.trust === "untrusted") break;
  }
  return worst;
}
