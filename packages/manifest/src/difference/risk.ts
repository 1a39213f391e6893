/** What carrying a change out does to whoever uses the thing; the worst last. */
export type Risk = "none" | "restart" | "downtime" | "unknown" | "data-loss";

/** Every risk, the worst last. */
export const RISKS: readonly Risk[] = ["none", "restart", "downtime", "unknown", "data-loss"];

/** The worst of some risks; `none` of no risk at all. */
export function worstRisk(risks: Iterable<Risk>): Risk {
  let worst: Risk = "none";
  for (const risk of risks) if (RISKS.indexOf(risk) > RISKS.indexOf(worst)) worst = risk;
  return worst;
}
