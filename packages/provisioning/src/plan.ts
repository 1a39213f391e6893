import type { Address, Digest } from "@towpath/core";
import type { Difference, Risk } from "@towpath/manifest/difference";

export type { Difference, Risk } from "@towpath/manifest/difference";

/** What a change does. */
export type Action = "create" | "update" | "upgrade" | "migrate" | "replace" | "delete" | "retain" | "adopt" | "none";

/** What would change for one service in one environment: engine-neutral, what a person approves. */
export interface Plan {
  /** The version of this format. */
  readonly plan: 1;
  readonly service: string;
  readonly environment: string;
  /** RFC 3339. No part of a digest. */
  readonly createdAt: string;
  readonly goal: Goal;
  /** What a destruction was asked for by name, sorted; everything where it is absent. */
  readonly only?: readonly Address[] | undefined;
  /** Digest of {@link inputs}. */
  readonly inputsDigest: Digest;
  /** Digest of what gets approved: addresses, actions, risks, differences; no times, no origins. */
  readonly changesDigest: Digest;
  /** Digests of what went in, to say which moved. */
  readonly inputs: PlanInputs;
  /** Sorted by address. */
  readonly changes: readonly Change[];
  readonly summary: PlanSummary;
}

/** What a plan is for: to have what the manifest says, or to take it down. */
export type Goal = "match" | "destroy";

/** Digests of what a plan was made from. */
export interface PlanInputs {
  readonly manifest: Digest;
  readonly platform: Digest;
  /** `absent` before the first apply. */
  readonly state: Digest | "absent";
}

/** What would happen to one resource. */
export interface Change {
  readonly address: Address;
  readonly type: string;
  /** The engine's name in the environment. */
  readonly engine: string;
  readonly action: Action;
  readonly reasons: readonly string[];
  readonly risk: Risk;
  /** Sorted by path. */
  readonly diff: readonly Difference[];
}

/** How many changes of each action there are. */
export type PlanSummary = Readonly<Record<Action, number>>;
