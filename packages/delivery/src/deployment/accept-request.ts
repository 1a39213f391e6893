import type { Strategy } from "@towpath/manifest";
import { deliveryError } from "../errors.ts";
import type { DeployRequest } from "./deploy.ts";

/**
 * Looks at a request before anything is recorded or touched.
 *
 * @returns the strategy to roll with
 * @throws {DeliveryError} `delivery/wrong-release`, `delivery/reason-missing`, `delivery/nothing-to-deploy`, `delivery/artifact-kind`,
 *   `delivery/artifact-missing`, `delivery/strategy`
 */
export async function acceptRequest(request: DeployRequest): Promise<Strategy> {
  const { release, artifacts, host } = request;
  const { graph } = request.target;
  if (release.service !== graph.service.name) {
    throw deliveryError({
      code: "delivery/wrong-release",
      message: `The release is one of ${release.service}, but ${graph.service.name} is to be deployed.`,
      hint: "Name a release of this service.",
    });
  }
  if (request.force && request.force.reason.trim() === "") {
    throw deliveryError({
      code: "delivery/reason-missing",
      message: "A release that failed here is insisted on without a reason.",
      hint: "Say why it is deployed all the same.",
    });
  }
  const [first] = graph.workloads;
  if (!first) {
    throw deliveryError({
      code: "delivery/nothing-to-deploy",
      message: `${graph.service.name} has no workload: there is nothing to deploy.`,
      place: graph.service.origin.place,
      hint: "Add workload: to the manifest, or apply its resources only.",
    });
  }
  if (!host.accepts.has(release.artifact.kind)) {
    throw deliveryError({
      code: "delivery/artifact-kind",
      message: `${graph.environment.name} runs ${[...host.accepts].join(" or ") || "nothing"}, and the release is an ${release.artifact.kind}.`,
      place: first.origin.place,
      hint: "Place the workload on an engine that runs archives, such as local.",
    });
  }
  for (const workload of graph.workloads) {
    const { strategy } = workload.deploy;
    const place = (workload.origins["deploy.strategy"] ?? workload.origin).place;
    if (!host.strategies.has(strategy)) {
      throw deliveryError({
        code: "delivery/strategy",
        message: `${workload.address} asks for the strategy ${strategy}; ${graph.environment.name} can do ${[...host.strategies].join(", ")}.`,
        place,
        hint: "Choose one of these in workload.deploy.strategy, for this environment at least.",
      });
    }
    if (strategy !== first.deploy.strategy) {
      throw deliveryError({
        code: "delivery/strategy",
        message: `${workload.address} asks for the strategy ${strategy} and ${first.address} for ${first.deploy.strategy}: different strategies in one service are not built yet.`,
        place,
        hint: "Give all workloads of the service the same deploy.strategy.",
      });
    }
  }
  if (!(await artifacts.has(release.artifact.digest))) {
    throw deliveryError({
      code: "delivery/artifact-missing",
      kind: "fault",
      message: `The artifact ${release.artifact.digest} of ${release.service} ${release.version} is not in the artifact store.`,
      hint: "Build the release again: the same input gives the same artifact.",
    });
  }
  return first.deploy.strategy;
}
