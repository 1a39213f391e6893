import type { Address, Digest } from "@towpath/core";
import type { Release } from "../release/release.ts";

/** Where an attempt stands. The order of the first six is the way to success; the others are exits. */
export type DeploymentState =
  | "requested"
  /** Every gate has let it through; nothing is touched yet. */
  | "gated"
  | "in_progress"
  | "exposed"
  | "verifying"
  | "succeeded"
  /** A gate said no, or could not tell. Nothing was touched. */
  | "refused"
  /** A newer release was quicker. Nothing was touched. */
  | "superseded"
  /** Users never reached it: what served before serves on. */
  | "failed_before_exposure"
  /** It was exposed, did not prove itself, and what served before serves again, proved likewise. */
  | "rolled_back"
  | "rollback_failed"
  /** Nobody knows: the run ended, or was interrupted, between exposure and proof. */
  | "inconclusive"
  | "cancelled";

export type DeploymentKind = "planned" | "hotfix" | "rollback" | "config";

/** One attempt to put one release into one environment, as it is recorded. */
export interface Deployment {
  /** The version of this format. */
  readonly v: 1;
  /** Counts the attempts of the service in the environment, from 1. */
  readonly number: number;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly artifact: { readonly name: string; readonly digest: Digest };
  readonly release: Release;
  /** What had succeeded last when this began. */
  readonly previous?: { readonly number: number; readonly version: string; readonly digest: Digest } | undefined;
  readonly kind: DeploymentKind;
  /** Number of the deployment that a rollback undoes. */
  readonly rollbackOf?: number | undefined;
  /** What the platform's incident tool calls the reason. */
  readonly incident?: string | undefined;
  readonly run: { readonly id: string; readonly attempt: number; readonly actor: string };
  /** What each gate said, in the order in which they were asked. */
  readonly gates: readonly RecordedGate[];
  /** Somebody insisted on it although it had failed here, and said why. */
  readonly force?: { readonly reason: string } | undefined;
  readonly verification: Verification;
  /** RFC 3339: when users were about to reach it. Written before they could. */
  readonly exposingAt?: string | undefined;
  /** RFC 3339: when users reached it. */
  readonly exposedAt?: string | undefined;
  /** Each part of the work that it was given, written before it got it. */
  readonly exposures: readonly Exposure[];
  readonly verdict: DeploymentState;
  /** Every state it went through, the oldest first. `at` is RFC 3339. */
  readonly history: readonly StateChange[];
}

/** What a gate said. */
export interface RecordedGate {
  /** Its name, such as `freeze`. */
  readonly gate: string;
  readonly answer: "allow" | "deny" | "unknown";
  readonly reason: string;
  /** What to do about it. */
  readonly todo?: string | undefined;
}

/** A workload was about to get a part of the work. */
export interface Exposure {
  readonly workload: Address;
  /** In percent. */
  readonly weight: number;
  /** RFC 3339. */
  readonly at: string;
}

export interface StateChange {
  readonly state: DeploymentState;
  readonly at: string;
  /** Why, where the state does not say it by itself. Without secrets. */
  readonly reason?: string | undefined;
}

export interface Verification {
  readonly checks: number;
  readonly failed: number;
  /** What could not be looked at: no route, no health path, no answer. */
  readonly noData: number;
  readonly bakeSeconds: number;
}

export const NOTHING_VERIFIED: Verification = { checks: 0, failed: 0, noData: 0, bakeSeconds: 0 };

const NEXT = {
  requested: ["gated", "refused", "superseded", "failed_before_exposure", "cancelled", "inconclusive"],
  gated: ["in_progress", "failed_before_exposure", "cancelled", "inconclusive"],
  in_progress: ["exposed", "failed_before_exposure", "rolled_back", "inconclusive", "cancelled"],
  exposed: ["verifying", "inconclusive"],
  verifying: ["succeeded", "rolled_back", "rollback_failed", "inconclusive"],
  succeeded: [],
  refused: [],
  superseded: [],
  failed_before_exposure: [],
  rolled_back: [],
  rollback_failed: [],
  inconclusive: [],
  cancelled: [],
} as const satisfies Record<DeploymentState, readonly DeploymentState[]>;

/** True when nothing follows any more. */
export function isFinal(state: DeploymentState): boolean {
  return NEXT[state].length === 0;
}

/** True for the name of a state. */
export function isDeploymentState(text: string): text is DeploymentState {
  return Object.hasOwn(NEXT, text);
}

/**
 * The same attempt, one state further.
 *
 * @throws {RangeError} for a step that there is not
 */
export function advance(
  deployment: Deployment,
  state: DeploymentState,
  at: Date,
  changes: Partial<Pick<Deployment, "exposedAt" | "gates" | "verification">> & {
    readonly reason?: string | undefined;
  } = {},
): Deployment {
  const next: readonly DeploymentState[] = NEXT[deployment.verdict];
  if (!next.includes(state)) throw new RangeError(`A deployment does not go from ${deployment.verdict} to ${state}.`);
  const { reason, ...fields } = changes;
  return {
    ...deployment,
    ...fields,
    verdict: state,
    history: [...deployment.history, { state, at: at.toISOString(), ...(reason === undefined ? {} : { reason }) }],
  };
}
