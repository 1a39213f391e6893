import type { Finding } from "@towpath/core";

/** The rule that stands against a change that loses data. A person's consent by name answers it. */
const ASKS_FOR_CONSENT = "data/destructive-change";

/** The findings that consent does not answer. @param allowed `data-loss:resources.db`, for each thing that may be lost */
export function withoutConsented(findings: readonly Finding[], allowed: readonly string[]): readonly Finding[] {
  return findings.filter(({ code, address }) => code !== ASKS_FOR_CONSENT || !allowed.includes(`data-loss:${address}`));
}
