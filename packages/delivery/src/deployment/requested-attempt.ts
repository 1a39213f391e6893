import type { DeployRequest } from "./deploy.ts";
import { type Deployment, type DeploymentKind, NOTHING_VERIFIED } from "./deployment.ts";

/** What kind of deployment it is: as is said, or a change of configuration where the artifact is the one that succeeded last. */
export function kindOf({ kind, release }: DeployRequest, previous: Deployment | undefined): DeploymentKind {
  return kind ?? (previous?.artifact.digest === release.artifact.digest ? "config" : "planned");
}

/** The record of a request, before anything else is done. */
export function requestedAttempt(request: DeployRequest, previous: Deployment | undefined): Omit<Deployment, "number"> {
  const { target, release, context } = request;
  const now = context.clock.now().toISOString();
  return {
    v: 1,
    service: target.graph.service.name,
    environment: target.graph.environment.name,
    version: release.version,
    artifact: { name: release.artifact.name, digest: release.artifact.digest },
    release,
    previous: previous && {
      number: previous.number,
      version: previous.version,
      digest: previous.artifact.digest,
    },
    kind: kindOf(request, previous),
    rollbackOf: request.rollbackOf,
    incident: request.incident,
    run: { id: context.holder.run, attempt: request.runAttempt ?? 1, actor: context.holder.who },
    gates: [],
    force: request.force,
    verification: NOTHING_VERIFIED,
    exposures: [],
    verdict: "requested",
    history: [{ state: "requested", at: now }],
  };
}
