import { isLetThrough } from "../gates/ask-gates.ts";
import { advance, type Deployment, type RecordedGate } from "./deployment.ts";

/**
 * An attempt with the answers of its gates: `gated` where all allow, `superseded` where a newer release was quicker, `refused`
 * otherwise. The reason says whatever stands against it.
 */
export function pastGates(deployment: Deployment, gates: readonly RecordedGate[], now: Date): Deployment {
  if (isLetThrough(gates)) return advance(deployment, "gated", now, { gates });
  const against = gates.filter(({ answer }) => answer !== "allow");
  const isLate = against.some(({ gate, answer }) => gate === "superseded" && answer === "deny");
  const reason = against.map((said) => `${said.gate}: ${said.reason}`).join(" ");
  return advance(deployment, isLate ? "superseded" : "refused", now, { gates, reason });
}
