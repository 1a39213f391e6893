import { adoptResource, type Change } from "@towpath/provisioning";
import { changeLine } from "../describe/change-line.ts";
import { commandLine } from "../describe/command-line.ts";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { alone, openWorld } from "../environment/open-world.ts";
import { requireKnownAddress } from "../environment/unknown-address.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** What exists already, and as which resource it is taken over. */
export interface AdoptRequest extends EnvironmentRequest {
  /** `resources.db` */
  readonly address: string;
  /** What it is called where it is, in the words of the type's driver: `17/orders`. */
  readonly id: string;
}

/** What was taken over, and how it differs from what is wanted. */
export interface AdoptData {
  readonly id: string;
  readonly change: Change;
}

/** Takes over what exists already as a resource of the manifest. Only the record is written; nothing changes in the thing. */
export const adopt = operation<AdoptRequest, AdoptData>("adopt", async (request, effects) => {
  const opened = await openGraph(request, effects);
  const { graph } = opened;
  const { service, environment } = graph;
  const { address, id } = request;
  const known = graph.resources.map((resource) => resource.address);
  requireKnownAddress(address, known, `resource of ${service.name} in ${environment.name}`);
  if (id === "") throw noId(address);
  const opening = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const change = await alone(opening, (world) => adoptResource(world, address, id));
  return {
    status: "ok",
    summary: `${id} is ${address} of ${service.name} in ${environment.name} from now on; ${fit(change)}.`,
    service: service.name,
    environment: environment.name,
    sections: [
      { kind: "changes", changes: [changeLine(change)] },
      { kind: "fields", fields: [{ name: "next", value: commandLine("plan", environment.name, request) }] },
    ],
    data: { id, change },
  };
});

function fit({ action, diff }: Change): string {
  if (diff.length === 0) return "it is as it is wanted";
  if (action === "replace")
    return "it is not as it is wanted, and the next apply would put a new one in its place: look at the plan before that";
  return "it is not all as it is wanted, and the next plan shows what apply would do about it";
}

function noId(address: string): OperationError {
  return new OperationError({
    code: "operation/bad-answer",
    message: `Nothing is named that ${address} should be.`,
    hint: `Name it behind the address, as it is called where it is: towpath adopt ${address} 17/orders_old.`,
  });
}
