import type { GraphResource } from "@towpath/manifest";
import { provisioningError } from "../errors.ts";
import type { RecordedResource } from "../state/state-document.ts";

type Recorded = Pick<RecordedResource, "engine" | "type">;

/** @throws {ProvisioningError} `provisioning/engine-changed` for a resource that another engine made */
export function requireOwnRecord(resource: GraphResource, recorded: Recorded): void {
  if (recorded.engine === resource.engine) return;
  throw provisioningError({
    code: "provisioning/engine-changed",
    message: `${resource.address} was made by engine "${recorded.engine}" and is now placed on "${resource.engine}".`,
    place: resource.origin.place,
    hint: "Moving it from one engine to another is not built yet. Give the new one another name, copy the data, and remove the old one.",
  });
}

/** Of something else than what is wanted now that is kept for its data under the same address. */
export function orphanInTheWay({ address, type, origin }: GraphResource, orphan: Recorded, environment: string): Error {
  return provisioningError({
    code: "provisioning/orphan-in-the-way",
    message: `${address} is a ${type} now, and a ${orphan.type} of that name is kept for its data.`,
    place: origin.place,
    hint: `Give the new one another name, or destroy the old one by name: towpath destroy -e ${environment} ${address} --allow data-loss:${address}`,
  });
}
