import { nearest } from "@towpath/core";
import type { PolicyRuleDocument } from "@towpath/manifest/policy";
import type { Phase, Select } from "../rule/select.ts";
import type { DocumentFlaws } from "./document-flaws.ts";
import { ACTIONS } from "./subject/change-type.ts";
import { YAML_SUBJECTS, type YamlSubject } from "./subject/variables.ts";

/** What a rule looks at. */
export interface Selection {
  readonly subject: YamlSubject;
  readonly phase: Exclude<Phase, "fleet">;
  /** Types, kinds or actions; `*` for all. */
  readonly names: readonly string[];
  readonly select: Select;
}

const PHASES: Readonly<Record<YamlSubject, Selection["phase"]>> = {
  document: "documents",
  service: "graph",
  resource: "graph",
  workload: "graph",
  change: "plan",
  repository: "repository",
  workflow: "repository",
  action: "repository",
  job: "repository",
  step: "repository",
};

const WORKLOADS = ["server", "worker", "job"] as const;
const JOBS = ["steps", "call"] as const;
const STEPS = ["uses", "run", "other"] as const;

/** The only names that there are, where not any name may be. */
const NAMES: Readonly<Partial<Record<YamlSubject, readonly string[]>>> = {
  service: [],
  workload: WORKLOADS,
  change: ACTIONS,
  repository: [],
  workflow: [],
  action: [],
  job: JOBS,
  step: STEPS,
};

/** Reads what a rule selects; undefined where there is no such thing, and a flaw says so. */
export function readSelection(
  { select, phase: said }: PolicyRuleDocument,
  flaws: DocumentFlaws,
): Selection | undefined {
  const subject = YAML_SUBJECTS.find((one) => select[one] !== undefined);
  const written = subject && select[subject];
  if (subject === undefined || written === undefined) return undefined;
  const names = typeof written === "string" ? [written] : written;
  const phase = PHASES[subject];
  let isRight = true;
  if (said !== undefined && said !== phase) {
    const message = `Rules about a ${subject} are evaluated in phase ${phase}, not in ${said}.`;
    flaws.add(["phase"], message, ["Leave `phase` out: it follows from `select`."]);
    isRight = false;
  }
  for (const [index, name] of names.entries()) {
    const known = NAMES[subject];
    if (name === "*" ? names.length === 1 : !known || known.includes(name)) continue;
    flaws.add(
      typeof written === "string" ? ["select", subject] : ["select", subject, index],
      ...wrongName(subject, name, known),
    );
    isRight = false;
  }
  return isRight ? { subject, phase, names, select: selectOf(subject, names) } : undefined;
}

function wrongName(
  subject: YamlSubject,
  name: string,
  known: readonly string[] = [],
): readonly [string, readonly string[]] {
  if (name === "*") return ["Beside * no other name has a meaning.", ['Write "*" alone.']];
  const shown = JSON.stringify(name.slice(0, 60));
  if (known.length === 0)
    return [`A ${subject} is not selected by a name such as ${shown}.`, ['Write "*", and say which in `when`.']];
  const near = nearest(name, known);
  const suggestions = near === undefined ? [] : [`Did you mean "${near}"?`];
  return [`There is no ${subject} of kind ${shown}; there are ${known.join(", ")}.`, suggestions];
}

function selectOf(subject: YamlSubject, names: readonly string[]): Select {
  const isAll = names.includes("*");
  switch (subject) {
    case "document":
      return { document: isAll ? "*" : names };
    case "resource":
      return { resource: isAll ? "*" : names };
    case "workload":
      return { workload: isAll ? "*" : names.flatMap((name) => WORKLOADS.find((one) => one === name) ?? []) };
    case "change":
      return { change: isAll ? "*" : names.flatMap((name) => ACTIONS.find((one) => one === name) ?? []) };
    case "job":
      return { job: isAll ? "*" : names.flatMap((name) => JOBS.find((one) => one === name) ?? []) };
    case "step":
      return { step: isAll ? "*" : names.flatMap((name) => STEPS.find((one) => one === name) ?? []) };
    case "service":
      return { service: "*" };
    case "repository":
      return { repository: "*" };
    case "workflow":
      return { workflow: "*" };
    case "action":
      return { action: "*" };
  }
}
