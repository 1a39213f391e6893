import type { Checked } from "../environment/guard.ts";
import type { Ending } from "../operation.ts";

/** The ending of a verb that mandatory rules stand against; nothing was touched. */
export function refusedByRules(opened: Checked, participle: string): Omit<Ending<never>, "data"> {
  const { graph, findings } = opened;
  return {
    summary: `${graph.service.name} was not ${participle}: mandatory findings stand against it in ${graph.environment.name}.`,
    service: graph.service.name,
    environment: graph.environment.name,
    findings,
  };
}
