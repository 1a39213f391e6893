import { own } from "@towpath/core";
import type { Rule } from "./define-rule.ts";
import { RULE_ID } from "./rule-id.ts";
import type { Phase, Selects } from "./select.ts";

type WordsOf<S> = S extends unknown ? Exclude<keyof S, "having"> : never;

/** The words that select in each phase: a word that is missing here does not compile. */
const SUBJECTS: { readonly [Ph in Phase]: Readonly<Record<WordsOf<Selects[Ph]>, true>> } = {
  documents: { document: true },
  graph: { service: true, resource: true, workload: true },
  plan: { change: true },
  repository: {
    repository: true,
    workflow: true,
    action: true,
    job: true,
    step: true,
    uses: true,
    condition: true,
    automation: true,
  },
  fleet: { fleet: true },
};

const SEVERITIES = ["critical", "high", "medium", "low", "info"];

/** Whether a value can be evaluated as a rule, whoever made it. */
export function isRule(value: unknown): value is Rule {
  return ruleFlaw(value) === undefined;
}

/** Why a value is no rule, as the end of a sentence; undefined when it is one. */
export function ruleFlaw(value: unknown): string | undefined {
  if (!isRecord(value)) return "is no rule";
  const { id, phase, select, meta, parameters, check, docs } = value;
  if (typeof id !== "string" || !RULE_ID.test(id)) return "has no id of the form group/name";
  const called = `(${id})`;
  const words = typeof phase === "string" ? own(SUBJECTS, phase) : undefined;
  const subjects = Object.keys(words ?? {});
  if (!words) return `${called} has no phase that there is: ${Object.keys(SUBJECTS).join(", ")}`;
  if (!isRecord(select) || !subjects.some((subject) => subject in select))
    return `${called} selects nothing that there is in phase ${String(phase)}: ${subjects.join(", ")}`;
  if (typeof check !== "function") return `${called} has no function check`;
  const kind = Object.prototype.toString.call(check).slice("[object ".length, -1);
  if (kind !== "Function")
    return `${called} has a check that is asynchronous or a generator, and a check must be done when it returns`;
  if (!isRecord(parameters) || !isRecord(parameters["schema"]) || typeof docs !== "string")
    return `${called} was not made by defineRule`;
  if (!isRecord(meta) || !SEVERITIES.some((one) => one === meta["severity"]))
    return `${called} has no severity that there is: ${SEVERITIES.join(", ")}`;
  const page = meta["docs"];
  if (!isRecord(meta["messages"]) || !isRecord(page) || typeof page["summary"] !== "string")
    return `${called} has no messages, or no docs with a summary`;
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
