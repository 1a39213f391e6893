import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { Deployment, DeploymentKind } from "../deployment/deployment.ts";
import type { Release } from "../release/release.ts";

/** What may stand between a release and an environment. */
export type GateName =
  | "policy"
  | "evidence"
  | "contracts"
  | "freeze"
  | "approvals"
  | "promotion"
  | "schema"
  | "failed-digest"
  | "superseded"
  | "lock";

/** What a gate says. `unknown` counts as a deny: what could not be looked at lets nothing through. */
export interface GateAnswer {
  readonly gate: GateName;
  readonly answer: "allow" | "deny" | "unknown";
  /** Why, as a sentence, also where it allows. Without secrets. */
  readonly reason: string;
  /** What to do about it, as a sentence or a command. */
  readonly todo?: string | undefined;
}

/** What gates may look at. Everything is read; a gate changes nothing. */
export interface GateFacts {
  readonly release: Release;
  readonly graph: Graph;
  /** The deployment that succeeded here last. */
  readonly previous?: Deployment | undefined;
  readonly state: StateStore;
  readonly now: Date;
  /** Who deploys. */
  readonly actor: string;
  readonly kind: DeploymentKind;
  /** Somebody insists on a release that failed here, and says why. */
  readonly force?: { readonly reason: string } | undefined;
  readonly signal: AbortSignal;
}

/** One condition. What it throws counts as `unknown`. */
export type Gate = (facts: GateFacts) => Promise<GateAnswer>;

/** An answer that lets a release through. */
export function allow(gate: GateName, reason: string): GateAnswer {
  return { gate, answer: "allow", reason };
}

/** An answer that does not. */
export function deny(gate: GateName, reason: string, todo: string): GateAnswer {
  return { gate, answer: "deny", reason, todo };
}

/** An answer of a gate that cannot know. */
export function unknown(gate: GateName, reason: string, todo: string): GateAnswer {
  return { gate, answer: "unknown", reason, todo };
}
