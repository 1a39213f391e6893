import { join } from "node:path";
import type { GraphWorkload } from "@towpath/manifest";
import type { Target } from "@towpath/provisioning";
import { containerOf, targetOf, text, workloadOf } from "./local-service.ts";

/** A service with one of each kind: a server at a port, a worker, a job for each release, and one for each second. */
export function crewOf(folder: string, port: number): Target {
  const { health: _, ...base } = workloadOf();
  const job = (name: string, run: string, more: Partial<GraphWorkload>): GraphWorkload => {
    const variables = { ...containerOf().variables, MARKS: text(join(folder, name)) };
    return { ...base, address: `workloads.${name}`, name, ...more, containers: [containerOf({ run, variables })] };
  };
  return targetOf([
    workloadOf({ port }),
    job("seed", 'sleep 0.1; cat version >> "$MARKS"; echo >> "$MARKS"', { kind: "job" }),
    job("ticks", 'echo begin >> "$MARKS"; sleep 0.3; echo end >> "$MARKS"', { kind: "job", schedule: "* * * * * *" }),
    job("work", "exec sleep 600", { kind: "worker" }),
  ]);
}
