import { compareText, type Digest, digestJson } from "@towpath/core";
import type { Change, Goal, Plan, PlanInputs, PlanSummary } from "../plan.ts";

/** What a plan is made of; the rest of it is computed. */
export interface PlanParts {
  readonly service: string;
  readonly environment: string;
  readonly goal: Goal;
  readonly only?: Plan["only"];
  readonly inputs: PlanInputs;
  readonly changes: readonly Change[];
  readonly createdAt: Date;
}

/** The plan document of some changes: sorted, counted, with both digests. */
export function buildPlan(parts: PlanParts): Plan {
  const { service, environment, goal, inputs } = parts;
  const only = parts.only === undefined ? {} : { only: parts.only.toSorted(compareText) };
  const changes = parts.changes
    .map((change) => ({ ...change, diff: change.diff.toSorted((a, b) => compareText(a.path, b.path)) }))
    .sort((a, b) => compareText(a.address, b.address));
  return {
    plan: 1,
    service,
    environment,
    createdAt: parts.createdAt.toISOString(),
    goal,
    ...only,
    inputsDigest: digestJson(inputs),
    changesDigest: digestChanges({ service, environment, goal, ...only, changes }),
    inputs,
    changes,
    summary: summarize(changes),
  };
}

/**
 * Digest of what gets approved, for one service, environment, goal and names: addresses, types, engines, actions, risks and
 * differences. What stays as it is, reasons, origins and times are no part of it.
 */
export function digestChanges(plan: Pick<Plan, "service" | "environment" | "goal" | "only" | "changes">): Digest {
  const { service, environment, goal, only } = plan;
  const changes = plan.changes
    .filter((change) => change.action !== "none")
    .map(({ address, type, engine, action, risk, diff }) => ({
      address,
      type,
      engine,
      action,
      risk,
      diff: diff.map(({ path, before, after, unknown, secret }) => ({ path, before, after, unknown, secret })),
    }));
  return digestJson({ service, environment, goal, only, changes });
}

/** True when carrying the plan out would change nothing. */
export function isEmptyPlan(plan: Pick<Plan, "changes">): boolean {
  return plan.changes.every((change) => change.action === "none");
}

function summarize(changes: readonly Change[]): PlanSummary {
  const summary = {
    create: 0,
    update: 0,
    upgrade: 0,
    migrate: 0,
    replace: 0,
    delete: 0,
    retain: 0,
    adopt: 0,
    none: 0,
  };
  for (const change of changes) summary[change.action] += 1;
  return summary;
}
