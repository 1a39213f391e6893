import type { GraphContainer, GraphWorkload } from "@towpath/manifest";

/** What a message calls a container: its workload, where the workload is one container itself. */
export function containerName(workload: GraphWorkload, { name, path }: GraphContainer): string {
  return path.length === 0 ? workload.name : `${name} of ${workload.name}`;
}
