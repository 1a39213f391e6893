import { isBlocking } from "@towpath/core";
import type { Risk } from "@towpath/manifest/difference";
import type { Result, Section } from "@towpath/report";
import type { PlanData } from "../verbs/plan.ts";
import { counted } from "./counted.ts";
import { planSummary } from "./plan-sections.ts";

/** One of several plans. */
export interface DescribedPlan {
  readonly service: string | null;
  readonly manifest: string;
  readonly environment: string | null;
  readonly digest: string | null;
  readonly hasChanges: boolean | null;
  readonly risk: Risk | null;
  /** Why documents were compared only. */
  readonly offline: string | null;
  readonly result: Result<PlanData | null>;
}

/** Several plans in one sentence. */
export function plansSummary(plans: readonly DescribedPlan[]): string {
  const [first] = plans;
  if (!first) return "No service is touched: nothing was planned.";
  const services = new Set(plans.map(({ service, manifest }) => service ?? manifest)).size;
  const who = services === 1 ? (first.service ?? first.manifest) : counted(services, "service");
  const where = plans.length === 1 ? (first.environment ?? "no environment") : counted(plans.length, "environment");
  const count = (is: (plan: DescribedPlan) => boolean): number => plans.filter(is).length;
  const [changed, failed] = [count(({ hasChanges }) => hasChanges === true), count(({ result }) => !result.data)];
  const refused = count(({ result: { data, findings } }) => data !== null && findings.some(isBlocking));
  const offline = count((plan) => plan.offline !== null && plan.result.data !== null);
  const parts = [
    failed === plans.length ? "" : changesOf(plans, changed),
    ...interruptions(plans),
    failed > 0 ? (plans.length === 1 ? "it could not be planned" : `${failed} could not be planned`) : "",
    refused > 0
      ? plans.length === 1
        ? "mandatory findings stand against it"
        : `mandatory findings against ${refused}`
      : "",
    offline > 0 ? `documents were compared only${offline === plans.length ? "" : ` in ${offline}`}` : "",
  ];
  return `${who} in ${where}: ${parts.filter(Boolean).join("; ")}.`;
}

function changesOf([first, ...others]: readonly DescribedPlan[], changed: number): string {
  if (!first || changed === 0) return "nothing to change";
  if (others.length === 0) return changesIn(first);
  const texts = new Set([first, ...others].map(changesIn));
  return texts.size === 1 ? `${changesIn(first)} in each` : `changes in ${changed}`;
}

/** What a reader must not miss, with where it is, the worst first. */
function interruptions(plans: readonly DescribedPlan[]): readonly string[] {
  return (["data-loss", "downtime"] as const).flatMap((risk) => {
    const there = plans.filter((plan) => plan.risk === risk).map(({ environment }) => environment);
    const names = [...new Set(there.filter((name) => name !== null))];
    if (there.length === 0) return [];
    const what = risk === "data-loss" ? "DATA IS LOST" : "something is interrupted";
    return plans.length === 1 || names.length === 0 ? [what] : [`${what} in ${names.join(", ")}`];
  });
}

/** `2 to create, 1 to update` */
function changesIn({ result: { data }, hasChanges }: DescribedPlan): string {
  if (data === null) return "could not be planned";
  if (!hasChanges) return "nothing to change";
  return planSummary(data.plan ?? ("difference" in data ? data.difference : { changes: [] }));
}

const RISKS = {
  none: "none",
  restart: "restart",
  downtime: "downtime",
  unknown: "not known yet",
  "data-loss": "DATA LOSS",
} as const satisfies Record<Risk, string>;

/**
 * Several plans on one page: what they come to in a table, then the changes of each.
 *
 * @param left how many services were left out, for nothing touches them
 */
export function plansSections(plans: readonly DescribedPlan[], left: number): readonly Section[] {
  const lines = [`${counted(left, "service")} ${left === 1 ? "is" : "are"} not touched by the change and left out.`];
  return [
    ...(plans.length === 0 ? [] : [overview(plans)]),
    ...plans.flatMap(sectionsOf),
    ...(left === 0 ? [] : [{ kind: "lines" as const, lines }]),
  ];
}

function overview(plans: readonly DescribedPlan[]): Section {
  return {
    kind: "table",
    head: ["service", "environment", "changes", "worst risk", "digest to approve"],
    rows: plans.map((plan) => [
      plan.service ?? plan.manifest,
      plan.environment ?? "",
      changesIn(plan),
      plan.risk === null ? "" : RISKS[plan.risk],
      plan.digest ?? (plan.offline === null ? "" : "none: documents only"),
    ]),
  };
}

/** What a plan says beside its place in the table. */
function sectionsOf({ result, service, manifest, environment, offline }: DescribedPlan): readonly Section[] {
  const { data, summary, sections } = result;
  const about = `${service ?? manifest}${environment === null ? "" : ` in ${environment}`}`;
  const notes =
    data === null
      ? [summary]
      : offline === null
        ? []
        : [`Documents were held against ${heldAgainst(data)}, and nobody looked at what is there: ${offline}.`];
  return [
    ...sections.filter(({ kind }) => kind === "changes"),
    ...sections.flatMap((section) =>
      section.kind === "lines" && section.title !== undefined
        ? [{ ...section, title: `${about}: ${section.title}` }]
        : [],
    ),
    ...(notes.length === 0 ? [] : [{ kind: "lines" as const, title: about, lines: notes }]),
  ];
}

function heldAgainst(data: PlanData): string {
  return "against" in data ? data.against.name : "nothing";
}
