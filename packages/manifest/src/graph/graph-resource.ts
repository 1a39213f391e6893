import type { Address, Json, Layer, Origin, Place, Resolved } from "@towpath/core";
import type { Template } from "./template.ts";

export interface GraphResource {
  /** `resources.NAME` */
  readonly address: Address;
  readonly name: string;
  readonly type: string;
  readonly title: string;
  readonly variant?: Resolved<string> | undefined;
  readonly version?: Resolved<string> | undefined;
  /** Lifecycle of the chosen version, as the resource type has it. */
  readonly lifecycle?:
    | { readonly status: VersionStatus; readonly until?: string | undefined; readonly successor?: string | undefined }
    | undefined;
  readonly size?: Resolved<string> | undefined;
  /** Losing it loses data: retained on removal unless consent names it. */
  readonly isStateful: boolean;
  /**
   * What makes it the same thing for every service that names it: `TYPE.CLASS#ID`, the class being the size or `default`.
   * See https://docs.score.dev, Resources. Absent for a resource of one service's own.
   */
  readonly share?: string | undefined;
  /** The team that a shared resource belongs to, where the platform says so. */
  readonly shareOwner?: string | undefined;
  /** Texts for those who make it, by name; sorted. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Further facts that the service says of it, as they are. Sorted by name. */
  readonly values?: Readonly<Record<string, Json>> | undefined;
  /** Name of one of the environment's engines. */
  readonly engine: string;
  readonly recipe: GraphRecipe;
  /** Sorted by name. */
  readonly settings: Readonly<Record<string, GraphSetting>>;
  /** What it gives once it is there. */
  readonly outputs: Readonly<Record<string, OutputContract>>;
  /** Addresses that it needs first, sorted. */
  readonly dependsOn: readonly Address[];
  readonly origin: Origin;
}

export type VersionStatus = "preview" | "current" | "supported" | "deprecated" | "withdrawn";

/** How a recipe says to make it: a driver of the reconciler, or what another engine reads. */
export interface GraphRecipe {
  /** The engine's kind that it is for. */
  readonly kind: string;
  readonly driver?: string | undefined;
  /** All of the recipe as written. */
  readonly options: Readonly<Record<string, Json>>;
  readonly origin: Origin;
}

/** What changing a setting of a thing that exists does to it. */
export type ChangeEffect = "update" | "restart" | "grow-only" | "replace";

export type Tier = "mandatory" | "recommended" | "free";

/** One setting with every layer's say. `value` is unknown where it holds outputs of resources that are not there yet. */
export type GraphSetting = Resolved<Json> & {
  readonly tier: Tier;
  readonly change: ChangeEffect;
  /** How parts of it change where that differs, by their path in it: `retentionDays`, `disks.*.size` (any item of a list). */
  readonly nestedChanges?: Readonly<Record<string, ChangeEffect>> | undefined;
  readonly isSecret: boolean;
  /** What to write when it is known after apply. */
  readonly template?: Template | undefined;
  /** Lowest layer first; the last is the one that holds. */
  readonly chain: readonly { readonly layer: Layer; readonly value: Json; readonly place: Place }[];
};

export interface OutputContract {
  readonly type: "string" | "integer" | "number" | "boolean";
  readonly isSecret: boolean;
}
