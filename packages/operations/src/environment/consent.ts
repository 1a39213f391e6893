import { type Finding, nearest } from "@towpath/core";
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
    const near = nearest(name, known);
    throw new OperationError({
      code: "operation/unknown-consent",
      message: `--allow ${name} names nothing of this service.`,
      hint: near ? `Did you mean --allow ${near}?` : `There are ${known.join(", ") || "no resources"}.`,
    });
  }
}
