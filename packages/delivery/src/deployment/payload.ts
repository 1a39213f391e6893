import type { Deployment, DeploymentKind, DeploymentState, RecordedGate, Verification } from "./deployment.ts";

/** What is told of a deployment elsewhere, GitHub's Deployments for one: enough to compute delivery metrics from. */
export interface DeploymentPayload {
  /** The version of this format. */
  readonly v: 1;
  readonly service: string;
  readonly version: string;
  readonly artifact: Deployment["artifact"];
  /** What had succeeded last when it began; null where nothing had. */
  readonly previous: NonNullable<Deployment["previous"]> | null;
  readonly kind: DeploymentKind;
  readonly rollbackOf?: number;
  readonly incident?: string;
  readonly run: Deployment["run"];
  readonly gates: readonly RecordedGate[];
  readonly verification: Verification;
  /** RFC 3339; null where users never reached it. */
  readonly exposedAt: string | null;
  readonly verdict: DeploymentState;
}

/** The payload of a deployment: plain JSON, the same for the same record, without secrets. */
export function deploymentPayload(deployment: Deployment): DeploymentPayload {
  const { service, version, artifact, previous, kind, rollbackOf, incident, run, gates, verification } = deployment;
  return {
    v: 1,
    service,
    version,
    artifact: { name: artifact.name, digest: artifact.digest },
    previous: previous ? { number: previous.number, version: previous.version, digest: previous.digest } : null,
    kind,
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
    ...(incident === undefined ? {} : { incident }),
    run: { id: run.id, attempt: run.attempt, actor: run.actor },
    gates: gates.map(({ gate, answer, reason, todo }) => ({
      gate,
      answer,
      reason,
      ...(todo === undefined ? {} : { todo }),
    })),
    verification: {
      checks: verification.checks,
      failed: verification.failed,
      noData: verification.noData,
      bakeSeconds: verification.bakeSeconds,
    },
    exposedAt: deployment.exposedAt ?? null,
    verdict: deployment.verdict,
  };
}
