import { type Finding, makeFinding, nearest } from "@towpath/core";
import { consentName, type Plan } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";
import { knownAddresses, type World } from "./open-world.ts";

/** The rule that stands against a change that loses data. A person's consent by name answers it. */
const ASKS_FOR_CONSENT = "data/destructive-change";

/** The findings that consent does not answer. @param allowed `data-loss:resources.db`, for each thing that may be lost */
export function withoutConsented(findings: readonly Finding[], allowed: readonly string[]): readonly Finding[] {
  return findings.filter(({ code, address }) => code !== ASKS_FOR_CONSENT || !allowed.includes(`data-loss:${address}`));
}

/**
 * Refuses consent to what there is not: a misspelt name must not pass for the one that was meant.
 *
 * @throws {OperationError} `operation/unknown-consent`
 */
export async function refuseUnknownConsent(allowed: readonly string[], world: World): Promise<void> {
  if (allowed.length === 0) return;
  const known = [...(await knownAddresses(world))].map((address) => `data-loss:${address}`);
  for (const name of allowed) {
    if (known.includes(name)) continue;
    // What all of them begin with makes any two look alike, and a name that was not meant must not lead to a loss.
    const near = nearest(lastOf(name), known.map(lastOf));
    const meant = known.find((one) => lastOf(one) === near);
    throw new OperationError({
      code: "operation/unknown-consent",
      message: `--allow ${name} names nothing of this service.`,
      hint: meant ? `Did you mean --allow ${meant}?` : `There are ${known.join(", ") || "no resources"}.`,
    });
  }
}

function lastOf(name: string): string {
  return name.replace(/^data-loss:/, "").replace(/^resources\./, "");
}

/** Says of consent that a plan has no use for that it has none: whoever gave it thought of another change. */
export function unneededConsent(plan: Plan, allowed: readonly string[]): readonly Finding[] {
  const atRisk = plan.changes.filter(({ risk }) => risk === "data-loss").map(consentName);
  return allowed
    .filter((name) => !atRisk.includes(name))
    .map((name) =>
      makeFinding({
        code: "operation/consent-not-needed",
        level: "advisory",
        severity: "info",
        message: `--allow ${name} allows nothing here: no change of this plan loses that data.`,
        docs: "packages/operations/docs/errors.md#operation-consent-not-needed",
        address: name.slice(name.indexOf(":") + 1),
        suggestions: [
          atRisk.length > 0 ? `At risk: ${atRisk.map((one) => `--allow ${one}`).join(" ")}.` : "Leave it out.",
        ],
      }),
    );
}
