import type { Place } from "@towpath/core";
import type { Graph, GraphResource, GraphWorkload } from "@towpath/manifest";
import { Budget, compileExpression, EVALUATION_BUDGET, Timestamp, types } from "../cel/index.ts";
import { typesOf } from "./document-flaws.ts";
import { type Variable, variablesOf } from "./subject/variables.ts";

/** What a bound is evaluated with: what the waived finding is about, as far as it is known. */
export interface BoundSubject {
  readonly resource?: GraphResource | undefined;
  readonly workload?: GraphWorkload | undefined;
  readonly graph?: Graph | undefined;
  readonly now: Date;
}

/** The bound of a waiver that was read. */
export interface Bound {
  /** Whether the waiver still covers; why that cannot be said where it cannot, and it then does not. */
  covers(subject: BoundSubject): true | false | string;
}

/** What is wrong with a bound, and where. */
export interface BoundFlaw {
  readonly message: string;
  readonly place: Place;
  readonly suggestions: readonly string[];
}

/** A bound, or everything that is wrong with it. */
export type CompiledBound =
  | { readonly ok: true; readonly bound: Bound }
  | { readonly ok: false; readonly flaws: readonly BoundFlaw[] };

function aboutOf(name: string, { resource, workload, graph }: BoundSubject) {
  return name === "resource" ? resource : name === "workload" ? workload : graph?.service;
}

const none = new Map<string, never>();

/**
 * Reads the bound of a waiver (`allow:`): a condition in CEL over `resource`, `workload`, `service`, `environment`, `now`.
 *
 * @param placeOf where a part of it stands, from one offset of its text up to another
 */
export function compileBound(source: string, placeOf: (start: number, end: number) => Place): CompiledBound {
  const compiled = compileExpression(source, { variables: typesOf(variables), result: types.bool });
  if (!compiled.ok) {
    const flaws = compiled.flaws.map(({ message, start, end, suggestions }) => {
      return { message, place: placeOf(start, end), suggestions };
    });
    return { ok: false, flaws };
  }
  const { expression } = compiled;
  return {
    ok: true,
    bound: {
      covers(subject) {
        const around = { params: {}, now: subject.now, graph: subject.graph };
        const bindings = Object.fromEntries(
          expression.variables.flatMap((name) => {
            const about = aboutOf(name, subject);
            const value = name === "now" ? Timestamp.of(subject.now) : about && variables[name]?.value(about, around);
            return value === undefined ? [] : [[name, value] as const];
          }),
        );
        const found = expression.evaluate(bindings, new Budget(EVALUATION_BUDGET));
        if (found.outcome === "value") return found.value === true;
        return found.outcome === "unknown" ? `it needs what is known only after apply: ${found.why}` : found.message;
      },
    },
  };
}

const ofResource = variablesOf("resource", ["*"], {}, none);
const ofWorkload = variablesOf("workload", ["*"], {}, none);
const { params: _, ...variables }: Readonly<Record<string, Variable>> = { ...ofResource, ...ofWorkload };
