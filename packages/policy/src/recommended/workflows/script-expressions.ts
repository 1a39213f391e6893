import type { Place } from "@towpath/core";
import { scopeOf } from "../../repository/dataflow/scope.ts";
import { type Trace, trace } from "../../repository/dataflow/trace.ts";
import { isWorse } from "../../repository/dataflow/trust.ts";
import { reachingIn } from "../../repository/expression/reaching.ts";
import type { Interpolation, RunStep, Scalar, UsesStep } from "../../repository/index.ts";
import { SCRIPT_INPUTS } from "./script-inputs.ts";

/** An expression that is filled into a script before it is run. */
export interface ScriptExpression {
  readonly place: Place;
  /** The keys below the step that lead to the script: `["run"]`. */
  readonly path: readonly string[];
  /** What of it reaches the script, and by which names it is read; absent where it comes to a text that the workflow itself holds. */
  readonly found: (Trace & { readonly read: string; readonly names: readonly string[] }) | undefined;
  /** A number for each in its script. */
  readonly index: number;
  /** What it is a part of. */
  readonly interpolation: Interpolation;
}

/** The scripts of a step: what it runs, and what the actions that run scripts are given. */
export function scriptsOf(
  step: RunStep | UsesStep,
): readonly { readonly path: readonly string[]; readonly scalar: Scalar }[] {
  if (step.kind === "run") return [{ path: ["run"], scalar: step.run }];
  const { uses } = step;
  if (uses.kind !== "repository") return [];
  const inputs = SCRIPT_INPUTS.get([uses.owner, uses.repo, uses.path].filter(Boolean).join("/").toLowerCase()) ?? [];
  return [...(step.with?.entries ?? [])].flatMap(([name, scalar]) =>
    scalar.kind === "scalar" && inputs.includes(name.toLowerCase()) ? [{ path: ["with", name], scalar }] : [],
  );
}

const known = new WeakMap<RunStep | UsesStep, readonly ScriptExpression[]>();

/** The expressions in a step's scripts, one for each thing that is read. Worked out once for all rules. */
export function scriptExpressions(step: RunStep | UsesStep): readonly ScriptExpression[] {
  const before = known.get(step);
  if (before) return before;
  const found = scriptsOf(step).flatMap((script) => expressionsOf(step, script));
  known.set(step, found);
  return found;
}

function expressionsOf(
  step: RunStep | UsesStep,
  { path, scalar }: { readonly path: readonly string[]; readonly scalar: Scalar },
): readonly ScriptExpression[] {
  const scope = scopeOf(step);
  const all: ScriptExpression[] = [];
  for (const interpolation of scalar.interpolations) {
    const { expression, placeOf, source } = interpolation;
    if (!expression) continue;
    const reaching = reachingIn(expression);
    if (reaching.length === 0)
      all.push({ place: placeOf(expression), path, found: undefined, index: all.length, interpolation });
    // Of `(a || b).c` two things can come, and it is said once: the worse.
    for (const [at, ones] of Map.groupBy(reaching, (one) => one.at)) {
      const [first, ...others] = ones.map((one) => trace(one, scope));
      if (!first) continue;
      const worst = others.reduce((worse, one) => (isWorse(one.trust, worse.trust) ? one : worse), first);
      const read = source.slice(at.start, at.end);
      const names = ones[0]?.path ?? [];
      all.push({ place: placeOf(at), path, found: { ...worst, read, names }, index: all.length, interpolation });
    }
  }
  return all;
}
