import type { Outcome } from "@towpath/action-kit";

/** Why advice fails the step, where the workflow asked for that and nothing else fails it. */
export function adviceFailure(
  { status, counts }: Outcome["result"],
  failOn: "mandatory" | "advisory" | "never",
): string | undefined {
  if (failOn !== "advisory" || status !== "ok" || counts.advisory === 0) return undefined;
  const found = counts.advisory === 1 ? "1 advisory finding" : `${counts.advisory} advisory findings`;
  return `${found}, and the input "fail-on" is "advisory".`;
}
