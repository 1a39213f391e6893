import type { Digest } from "@towpath/core";
import type { ArtifactReference, RunReference } from "../predicates.ts";

/** One attempt to put one release into one environment, and how it ended. */
export interface DeploymentPredicate {
  readonly service: string;
  readonly environment: string;
  /** Counts the attempts of the service in the environment, from 1. */
  readonly number: number;
  readonly version: string;
  readonly artifact: ArtifactReference;
  readonly commit?: string | undefined;
  /** What had succeeded last when this began. */
  readonly previous?: { readonly number: number; readonly version: string; readonly digest: Digest } | undefined;
  readonly kind: "planned" | "hotfix" | "rollback" | "config";
  readonly rollbackOf?: number | undefined;
  readonly incident?: string | undefined;
  readonly run: RunReference;
  readonly gates: readonly {
    readonly gate: string;
    readonly answer: "allow" | "deny" | "unknown";
    readonly reason: string;
    readonly todo?: string | undefined;
  }[];
  readonly verification: {
    readonly checks: number;
    readonly failed: number;
    readonly noData: number;
    readonly bakeSeconds: number;
  };
  /** RFC 3339. */
  readonly requestedAt: string;
  readonly exposedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
  readonly verdict:
    | "succeeded"
    | "refused"
    | "failed_before_exposure"
    | "rolled_back"
    | "rollback_failed"
    | "inconclusive"
    | "superseded"
    | "cancelled";
  /** Why, where the verdict does not say it by itself. */
  readonly reason?: string | undefined;
  /** Why a gate was overridden by force. */
  readonly forced?: string | undefined;
}
