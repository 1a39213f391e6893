import type { Ending } from "../operation.ts";
import type { Checked } from "./guard.ts";

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
