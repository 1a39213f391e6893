import type { Workload } from "../generated/service.ts";
import type { WorkloadKind } from "../graph/graph-workload.ts";

/** What holds in a workload where neither the service nor the platform says otherwise. */
export const BUILT_IN = {
  health: { interval: "2s", timeout: "1s", grace: "30s" },
  scale: { min: 1 },
  route: { path: "/", visibility: "internal" },
  deploy: {
    strategy: "rolling",
    bake: "0s",
    step: "30s",
    steps: [{ weight: 10 }, { weight: 50 }],
    noData: "fail",
  },
  port: { protocol: "TCP" },
  criticality: "standard",
} as const;

/** What a workload is that does not say so. */
export function kindOf({ kind, schedule, port, ports = {} }: Workload): WorkloadKind {
  if (kind) return kind;
  if (schedule !== undefined) return "job";
  return port !== undefined || Object.keys(ports).length > 0 ? "server" : "worker";
}
