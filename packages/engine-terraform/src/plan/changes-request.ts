import type { Address } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Goal, StateDocument } from "@towpath/provisioning";
import type { RiskOverrides } from "../risk/type-risk.ts";
import type { HandedSettings } from "./declared-differences.ts";
import type { TerraformPlan } from "./terraform-plan.ts";

/** What a plan is read against. */
export interface ChangesRequest {
  readonly plan: TerraformPlan;
  /** The root module that it is a plan of. */
  readonly root: PlannedRoot;
  readonly graph: Graph;
  /** The engine's name in the environment. */
  readonly engine: string;
  /** With the renames of the service carried out. */
  readonly state: StateDocument;
  readonly goal: Goal;
  /** What is called as it was last applied, for it shall stay as it is. */
  readonly kept: ReadonlySet<Address>;
  /** Address before, by address now. */
  readonly moved: ReadonlyMap<Address, Address>;
  /** What the platform says of types. */
  readonly risks: RiskOverrides;
  /** Of what is wanted: its settings as they are handed over. */
  readonly settings: ReadonlyMap<Address, HandedSettings>;
}

/** What is asked of a root module here. */
export interface PlannedRoot {
  labelOf(address: Address): string;
  addressOf(terraformAddress: string): Address | undefined;
  /** Whose inputs hold what nobody knows yet. */
  readonly unknown: ReadonlySet<Address>;
}
