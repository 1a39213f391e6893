import { namedGate } from "../gates/ask-gates.ts";
import { allow, deny, type Gate, unknown } from "../gates/gate.ts";
import type { BreakingFor } from "./breaking-for.ts";

/**
 * The gate that lets nothing through which breaks a service that relies on this one, or of which nobody knows.
 *
 * @param answers what {@link BreakingFor} says of each contract that the service exposes or exposed, asked when the gate is
 */
export function contractsGate(answers: () => Promise<readonly BreakingFor[]>): Gate {
  return namedGate("contracts", async () => {
    const all = await answers();
    const of = (answer: BreakingFor["answer"]): readonly BreakingFor[] => all.filter((one) => one.answer === answer);
    const reasons = (some: readonly BreakingFor[]): string => some.map(({ reason }) => reason).join(" ");
    const [yes, open] = [of("yes"), of("unanswerable")];
    if (yes.length > 0) {
      const services = [...new Set(yes.flatMap(({ broken }) => broken.map(({ service }) => service)))].join(", ");
      return deny(
        "contracts",
        reasons(yes),
        `Keep what ${services} still uses, or bring out a version of ${services} that does without it first.`,
      );
    }
    if (open.length > 0)
      return unknown("contracts", reasons(open), open.flatMap(({ command }) => command ?? []).join(" "));
    return allow("contracts", all.length === 0 ? "It promises nothing to others." : reasons(all));
  });
}
