import type { Origin } from "@towpath/core";

/** Whether the service said it itself: what the platform says is not the service's to mend. */
export function isOfService({ layer }: Origin): boolean {
  return layer.startsWith("service");
}
