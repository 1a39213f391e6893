import type { Effects } from "@towpath/core";
import type { Plan } from "@towpath/provisioning";
import { changeLine, worstFirst } from "../describe/change-line.ts";
import { planSummary } from "../describe/plan-sections.ts";
import { OperationError } from "../errors.ts";

/** Asks a person; undefined where nobody can be asked. What is asked about a plan comes with it. */
export type Confirm = (question: string, plan?: Plan) => Promise<boolean>;

/** Shows what would change and asks. @throws {OperationError} `operation/not-confirmed` without a yes */
export async function requireConfirmation(plan: Plan, confirm: Confirm | undefined, effects: Effects): Promise<void> {
  if (!confirm) {
    throw new OperationError({
      code: "operation/not-confirmed",
      kind: "refused",
      message: `This would change ${plan.service} in ${plan.environment}: ${planSummary(plan)}. There is no terminal to ask on.`,
      hint: "Look at towpath plan, then run the same command with --yes.",
    });
  }
  for (const change of worstFirst(plan.changes.filter(({ action }) => action !== "none"))) {
    const { sign, text, details } = changeLine(change);
    for (const message of [`${sign} ${text}`, ...details.map((detail) => `    ${detail}`)])
      effects.events({ type: "notice", message });
  }
  if (await confirm(`${planSummary(plan)}. Go on?`, plan)) return;
  throw new OperationError({
    code: "operation/not-confirmed",
    kind: "refused",
    message: "Nothing was changed.",
    hint: "Answer y to go on.",
  });
}
