import { type Finding, isBlocking } from "@towpath/core";
import { type Gate, namedGate } from "@towpath/delivery";

/** How many codes a reason names. */
const NAMED = 5;

/**
 * Whether the platform's rules let the service into the environment.
 *
 * @param findings of the check, with waivers applied
 */
export function policyGate(findings: readonly Finding[]): Gate {
  return namedGate("policy", ({ graph }) => {
    const blocking = findings.filter(isBlocking);
    if (blocking.length === 0)
      return { gate: "policy", answer: "allow", reason: "No mandatory finding stands against it." };
    const codes = [...new Set(blocking.map(({ code }) => code))];
    const more = codes.length > NAMED ? ` and ${codes.length - NAMED} more` : "";
    const many = blocking.length === 1 ? "A mandatory finding stands" : `${blocking.length} mandatory findings stand`;
    return {
      gate: "policy",
      answer: blocking.every(({ outcome }) => outcome === "error") ? "unknown" : "deny",
      reason: `${many} against it: ${codes.slice(0, NAMED).join(", ")}${more}.`,
      todo: `Mend it, or have it waived; towpath check shows it. What is in ${graph.environment.name} stays as it is.`,
    };
  });
}
