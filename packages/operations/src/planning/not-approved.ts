import { type Digest, makeFinding, shortDigest } from "@towpath/core";
import type { Plan, PlanInputs } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { planSections } from "../describe/plan-sections.ts";
import type { NotApproved } from "../environment/approval.ts";
import type { OperationErrorCode } from "../errors.ts";
import type { Ending } from "../operation.ts";

/** A plan that somebody approved, as far as it is known by now. */
export interface ApprovedPlan {
  /** Of its changes. */
  readonly digest: Digest;
  /** What it was made from, where that was kept: then it is said which of it moved. */
  readonly inputs?: PlanInputs | undefined;
}

/**
 * The ending for a plan that is none of those that were approved: what moved since, and the plan of now. Nothing was changed.
 *
 * @param whyNone why there is no approval, in words, for where there is none
 * @param where it was approved, in words: `pull request #12`
 */
export function notApproved(
  fresh: Plan,
  approved: readonly ApprovedPlan[],
  whyNone: string,
  where: string,
): Ending<NotApproved> {
  const about = `${fresh.service} in ${fresh.environment}`;
  const [first] = approved;
  const known = approved.map(({ digest }) => digest).join(", ");
  const finding = first
    ? makeFinding({
        code: "provisioning/stale-plan",
        message: `The plan for ${about} is not the one that was approved: ${movedText(first, fresh)}the digest of its changes is ${fresh.changesDigest}, and ${known} was approved by ${where}.`,
        docs: "packages/operations/docs/errors.md#provisioning-stale-plan",
        suggestions: [
          "Look at the plan of now, below. Whoever agrees runs the step again with `approved:` and its digest, or opens a pull request that shows it.",
        ],
      })
    : makeFinding({
        code: "operation/not-approved" satisfies OperationErrorCode,
        message: `Nobody approved the plan for ${about}, ${fresh.changesDigest}: ${whyNone.replace(/[.]*$/, ".")}`,
        docs: "packages/operations/docs/errors.md#operation-not-approved",
        suggestions: [
          "Look at the plan of now, below. Whoever agrees runs the step again with `approved:` and its digest; `approved: none` applies whatever is planned.",
        ],
      });
  return {
    status: "failed",
    summary: first
      ? `Nothing was changed: the plan for ${about} is not the one that was approved.`
      : `Nothing was changed: nobody approved the plan for ${about}.`,
    service: fresh.service,
    environment: fresh.environment,
    findings: [finding],
    sections: [...(first?.inputs ? [inputsTable(first.inputs, fresh.inputs)] : []), ...planSections(fresh)],
    data: { plan: fresh, status: "refused", changes: [] },
  };
}

const INPUTS = ["manifest", "platform", "state"] as const;

function movedText({ inputs }: ApprovedPlan, fresh: Plan): string {
  const moved = inputs ? INPUTS.filter((input) => inputs[input] !== fresh.inputs[input]) : [];
  if (moved.length === 0) return "";
  const [last = "", ...before] = [...moved].reverse();
  const names = before.length === 0 ? last : `${before.reverse().join(", ")} and ${last}`;
  return `the ${names} moved since; `;
}

function inputsTable(approved: PlanInputs, fresh: PlanInputs): Section {
  return {
    kind: "table",
    title: "What the plan was made from",
    head: ["input", "approved", "now"],
    rows: INPUTS.map((input) => [
      input,
      shortDigest(approved[input]),
      approved[input] === fresh[input] ? "the same" : `${shortDigest(fresh[input])} (moved)`,
    ]),
  };
}
