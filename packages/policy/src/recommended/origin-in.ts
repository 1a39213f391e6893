import type { Origin } from "@towpath/core";
import type { GraphWorkload } from "@towpath/manifest";

/** Where a field of a workload was set, or, where it is missing, the nearest that it would stand in. */
export function originIn(workload: GraphWorkload, field: string): Origin {
  const path = field.split(".");
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join(".");
    const origin = Object.hasOwn(workload.origins, name) ? workload.origins[name] : undefined;
    if (origin) return origin;
  }
  return workload.origin;
}
