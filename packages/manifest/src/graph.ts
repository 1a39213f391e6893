import type { Address, Digest, Json, Layer, Origin, Place, Resolved } from "@towpath/core";

/** What one service is in one environment: its resources and workloads, resolved, with the origin of every value. */
export interface Graph {
  /** The version of this format. */
  readonly graph: 1;
  readonly service: GraphService;
  readonly environment: GraphEnvironment;
  readonly platform: { readonly name: string; readonly digest: Digest };
  /** Digest of the service's documents as they were read. */
  readonly manifest: Digest;
  /** Sorted by address. */
  readonly resources: readonly GraphResource[];
  /** Sorted by address. */
  readonly workloads: readonly GraphWorkload[];
  /** Sorted by address. */
  readonly secrets: readonly GraphSecret[];
  readonly build?: GraphBuild | undefined;
  readonly test?: GraphTest | undefined;
  /** Renames that the service declares, oldest first. */
  readonly moved: readonly { readonly from: Address; readonly to: Address; readonly origin: Origin }[];
}

export interface GraphService {
  readonly name: string;
  readonly owner?: string | undefined;
  readonly description?: string | undefined;
  readonly criticality: "critical" | "standard" | "experimental";
  readonly system?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly { readonly title: string; readonly url: string }[];
  readonly origin: Origin;
  /** Absolute path of the folder of the service's manifest: commands run there, paths start there. Not part of a digest. */
  readonly folder: string;
}

export interface GraphEnvironment {
  readonly name: string;
  readonly engines: readonly GraphEngine[];
  /** The environment's declared values, for `${environment.NAME}`. */
  readonly values: Readonly<Record<string, Json>>;
  readonly promoteFrom?: { readonly environment: string; readonly bake?: string | undefined } | undefined;
  readonly origin: Origin;
}

/** An engine of an environment, by the name that the platform gave it. */
export interface GraphEngine {
  readonly name: string;
  readonly kind: "local" | "terraform" | "kubernetes" | (string & {});
  /** What the platform wrote beside `kind`, unread. */
  readonly options: Readonly<Record<string, Json>>;
}

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
  /** The same name at every service that shares it. */
  readonly share?: string | undefined;
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

/**
 * A text with placeholders, as far as it is known: what metadata and the environment say is filled in already; what a
 * resource or a secret source will give stands as a reference.
 */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** Some part of it is a secret, so all of it is. */
  readonly isSecret: boolean;
  readonly origin: Origin;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly address: Address; readonly output: string; readonly isSecret: boolean }
  | { readonly kind: "secret"; readonly address: Address };

export type WorkloadKind = "server" | "worker" | "job";
export type Strategy = "recreate" | "rolling" | "blue-green" | "canary";

export interface GraphWorkload {
  /** `workloads.NAME`; the short form `workload:` is `workloads.main`. */
  readonly address: Address;
  readonly name: string;
  readonly kind: WorkloadKind;
  readonly engine: string;
  /** A command line for the shell, in the artifact's folder. Exactly one of `run` and `image` is there. */
  readonly run?: string | undefined;
  readonly image?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  readonly schedule?: string | undefined;
  readonly port?: number | undefined;
  readonly health?: GraphHealth | undefined;
  readonly scale: { readonly min: number; readonly max: number; readonly cpu?: string | undefined };
  readonly limits: { readonly cpu?: string | undefined; readonly memory?: string | undefined };
  readonly route?:
    | { readonly host?: string | undefined; readonly path: string; readonly visibility: "internal" | "public" }
    | undefined;
  /** Sorted by name. */
  readonly variables: Readonly<Record<string, Template>>;
  readonly deploy: GraphDeploy;
  readonly dependsOn: readonly Address[];
  /** Origin of each field that has one, by its path in the workload: `health.path`, `limits.memory`. */
  readonly origins: Readonly<Record<string, Origin>>;
  readonly origin: Origin;
}

/** Durations in milliseconds. */
export interface GraphHealth {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** How long it may take after its start until it answers. */
  readonly graceMs: number;
}

export interface GraphDeploy {
  readonly strategy: Strategy;
  readonly migrate?: string | undefined;
  readonly smoke?: string | undefined;
  readonly bakeMs: number;
}

/** A secret from a source of the platform; locally from a file that git ignores. */
export interface GraphSecret {
  /** `secrets.NAME` */
  readonly address: Address;
  readonly name: string;
  /** `SOURCE:KEY` */
  readonly from: string;
  readonly origin: Origin;
}

export interface GraphBuild {
  readonly run: readonly string[];
  /** Paths and globs to pack, relative to the manifest's folder. */
  readonly output: readonly string[];
  readonly origin: Origin;
}

export interface GraphTest {
  readonly run: string;
  /** Addresses of the resources that are started for the tests. */
  readonly with: readonly Address[];
  readonly reports: { readonly junit?: string | undefined; readonly coverage?: string | undefined };
  readonly minimum: Readonly<Record<string, number>>;
  readonly origin: Origin;
}
