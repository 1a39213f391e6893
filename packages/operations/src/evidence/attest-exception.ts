import { type Digest, digestJson, type Effects } from "@towpath/core";
import { digestSubject, type ExceptionPredicate, statement } from "@towpath/evidence";
import { type Attested, attest } from "./attest.ts";
import type { Evidence } from "./open-evidence.ts";

/**
 * Says that somebody decided that something does not count this time: a waiver that was used, a freeze that was passed, a gate
 * that was forced, a loss that was allowed.
 *
 * @param about what it is for: an artifact or a plan; the exception itself where there is none
 */
export async function attestException(
  evidence: Evidence,
  exception: ExceptionPredicate,
  about: Digest | undefined,
  effects: Effects,
): Promise<Attested> {
  const subject = digestSubject(about ?? digestJson(exception), exception.rule);
  return attest(evidence, [statement([subject], "exception", exception)], effects);
}
