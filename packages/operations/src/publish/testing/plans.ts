import type { Digest } from "@towpath/core";
import { type Result, resultOf, type Section } from "@towpath/report";
import type { EnvironmentPlan, PlanAllData } from "../../verbs/plan-all.ts";

/** A digest that is told from others by its first digit. */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

/** One of several plans, with changes. */
export function planOf(facts: Partial<EnvironmentPlan> = {}): EnvironmentPlan {
  return {
    service: "orders",
    manifest: "towpath.yaml",
    environment: "prod",
    status: "ok",
    summary: "1 to create.",
    digest: digestOf("a"),
    hasChanges: true,
    risk: "none",
    offline: null,
    data: null,
    ...facts,
  };
}

/** The result of planning them. */
export function plansResult(
  plans: readonly EnvironmentPlan[],
  facts: Partial<Pick<Result, "status" | "summary" | "sections">> = {},
): Result<PlanAllData> {
  const changes: readonly Section[] = plans.some(({ hasChanges }) => hasChanges)
    ? [{ kind: "changes", changes: [{ sign: "+", text: "resources.db", details: [] }] }]
    : [];
  return resultOf({
    verb: "plan",
    summary: "orders in prod: 1 to create.",
    sections: changes,
    data: { plans },
    ...facts,
  });
}
