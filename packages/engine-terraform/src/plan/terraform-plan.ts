import type { Difference } from "@towpath/provisioning";

/** What Terraform or OpenTofu plans to do, as far as a person has to know it. Without the values of secrets. */
export interface TerraformPlan {
  /** Version of the program that made it. */
  readonly terraformVersion: string;
  /** Managed things, also those that stay as they are, without data sources and placeholders. Sorted by address. */
  readonly changes: readonly ThingChange[];
  /** What is there and differs from what was applied. Sorted by address. */
  readonly drift: readonly ThingChange[];
  /** What is left for another plan, because it cannot be planned yet. Sorted by address. */
  readonly deferred: readonly Deferral[];
  /** What providers are asked to do beside making things. Sorted by address. */
  readonly invocations: readonly Invocation[];
  /** Checks, conditions and validations that fail or cannot be told yet. Sorted by address. */
  readonly checks: readonly FailedCheck[];
  /** Whose state it was planned on, where the state says so. */
  readonly owner?: StateOwner | undefined;
  /** Things are in the state that it was planned on. */
  readonly hasPriorResources: boolean;
  /** Addresses of the managed things in that state. */
  readonly addresses: ReadonlySet<string>;
  /** The planner stopped at an error: what is here is a part. */
  readonly isErrored: boolean;
  /** There is something to apply: a change, an output, a rename, something to take over. */
  readonly isApplicable: boolean;
  /** Everything that is asked for is in it: after applying it, another plan would be empty. */
  readonly isComplete: boolean;
}

/** Whose state it is: the root's output `towpath`. */
export interface StateOwner {
  readonly service: string;
  readonly environment: string;
  readonly engine: string;
}

/** What becomes of one thing. */
export type ThingAction = "create" | "update" | "replace" | "delete" | "forget" | "none";

/** One managed thing in a plan. */
export interface ThingChange {
  /** As Terraform says it: `module.db.azurerm_x.y[0]`. What was left of a replacement has `(deposed KEY)` behind it. */
  readonly address: string;
  /** Label of the module call that it is in; absent of what the root holds itself. */
  readonly label?: string | undefined;
  /** The address without `module.LABEL.`. */
  readonly local: string;
  /** What the paths of its differences begin with: {@link ThingChange.local} with the dots in its keys escaped. */
  readonly path: string;
  readonly type: string;
  readonly action: ThingAction;
  /** As the plan has them: `["delete", "create"]`. */
  readonly actions: readonly string[];
  /** Why it is replaced or goes, as a sentence. */
  readonly reason?: string | undefined;
  /** It is in the state, but its making was not finished. */
  readonly isTainted: boolean;
  /** Its module runs commands when it is made or goes. What they do, no plan says. */
  readonly runsCommands?: true | undefined;
  readonly previousAddress?: string | undefined;
  /** The id that it is taken over by. */
  readonly importing?: string | undefined;
  /** Attributes that differ, by {@link ThingChange.path} and the attribute's path. Sorted by path. */
  readonly diff: readonly Difference[];
}

/** A thing that is left for another plan. */
export interface Deferral extends Pick<ThingChange, "address" | "label" | "local"> {
  /** As a sentence. */
  readonly reason: string;
}

/** Something that a provider is asked to do: an `action` of a module. */
export interface Invocation extends Pick<ThingChange, "address" | "label" | "local" | "path"> {
  /** On what occasion: `after create of memory_thing.this`. */
  readonly when: string;
}

/** A check that did not pass. */
export interface FailedCheck extends Pick<ThingChange, "address" | "label" | "local"> {
  readonly status: "failed" | "unknown";
  /** What it says of itself, without the values of secrets. */
  readonly messages: readonly string[];
}
