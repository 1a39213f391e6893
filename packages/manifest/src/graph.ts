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
  /** Tools that the pipeline installs before the commands, by name, each with a version; sorted. */
  readonly toolchain: Readonly<Record<string, string>>;
  readonly build?: GraphBuild | undefined;
  readonly test?: GraphTest | undefined;
  /** Contracts that others may rely on. Sorted by address. */
  readonly exposes: readonly GraphContract[];
  /** Contracts of others that this service relies on. Sorted by address. */
  readonly consumes: readonly GraphConsumption[];
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
  /** Where the engines keep no state of their own. Absent: the default of the engine. */
  readonly state?: { readonly store: string; readonly options: Readonly<Record<string, Json>> } | undefined;
  /** Where images and archives go, by kind of store: `oci`, `directory`. */
  readonly artifacts: Readonly<Record<string, string>>;
  /** Secret sources by name, each with what the platform wrote: `{ azureKeyVault: {…} }`. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly gates?: GraphGates | undefined;
  /** The environment's declared values, for `${environment.NAME}`. */
  readonly values: Readonly<Record<string, Json>>;
  readonly promoteFrom?: { readonly environment: string; readonly bake?: string | undefined } | undefined;
  readonly origin: Origin;
}

/** What must be so before anything changes in an environment. */
export interface GraphGates {
  readonly approvals?: { readonly count: number; readonly by: readonly string[] } | undefined;
  /** Days, first and last included, in an IANA time zone. In the order of the platform. */
  readonly freeze: readonly {
    readonly from: string;
    readonly to: string;
    readonly zone: string;
    readonly reason?: string | undefined;
  }[];
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
  /** The resource itself, as its engine names it: what a volume is mounted from. */
  | { readonly kind: "resource"; readonly address: Address }
  | { readonly kind: "secret"; readonly address: Address };

export type WorkloadKind = "server" | "worker" | "job";
export type Strategy = "recreate" | "rolling" | "blue-green" | "canary";

export interface GraphWorkload {
  /** `workloads.NAME`; the short form `workload:` is `workloads.main`. */
  readonly address: Address;
  readonly name: string;
  readonly kind: WorkloadKind;
  readonly engine: string;
  /**
   * What runs side by side and lives and dies together, sorted by name; never empty. A workload that says `run` or `image`
   * itself has one, called `main`.
   */
  readonly containers: readonly GraphContainer[];
  readonly schedule?: string | undefined;
  /** Where it listens for what is routed to it. */
  readonly port?: number | undefined;
  /** Ports that other services of the environment reach it by, sorted by name. */
  readonly ports: readonly GraphPort[];
  readonly health?: GraphHealth | undefined;
  readonly scale: { readonly min: number; readonly max: number; readonly cpu?: string | undefined };
  readonly route?:
    | { readonly host?: string | undefined; readonly path: string; readonly visibility: "internal" | "public" }
    | undefined;
  /** Texts for those who run it, by name; sorted. Never secret. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly deploy: GraphDeploy;
  readonly dependsOn: readonly Address[];
  /**
   * Origin of each field that has one, by its path in the workload as it is written: `health.path`, `limits.memory`,
   * `containers.web.image`.
   */
  readonly origins: Readonly<Record<string, Origin>>;
  readonly origin: Origin;
}

/** One process or image of a workload. */
export interface GraphContainer {
  readonly name: string;
  /** A command line for the shell, in the artifact's folder. Exactly one of `run` and `image` is there. */
  readonly run?: string | undefined;
  /** An image's name; `.` stands for the image that the service's own build makes. */
  readonly image?: string | undefined;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[] | undefined;
  /** Sorted by name. */
  readonly variables: Readonly<Record<string, Template>>;
  /** Sorted by target. */
  readonly files: readonly GraphFile[];
  /** Sorted by target. */
  readonly volumes: readonly GraphVolume[];
  /** What this container waits for is written at the other: these may start only when it is so far. Sorted by container. */
  readonly before: readonly { readonly container: string; readonly ready: "started" | "healthy" | "complete" }[];
  readonly limits: Compute;
  readonly requests: Compute;
  readonly liveness?: GraphProbe | undefined;
  readonly readiness?: GraphProbe | undefined;
  /** Path of the container in its workload as it is written: empty for the short form, else `["containers", NAME]`. */
  readonly path: readonly string[];
  readonly origin: Origin;
}

/** Amounts of processor and memory as they are written: `500m`, `2Gi`. */
export interface Compute {
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** A port under which a workload is reached. */
export interface GraphPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: "TCP" | "UDP";
  readonly origin: Origin;
}

/** A file that a container finds at its target. */
export interface GraphFile {
  /** Absolute path in the container. */
  readonly target: string;
  /** Three octal digits: `644`. */
  readonly mode?: string | undefined;
  readonly content: /** A text, filled in. */
    | { readonly kind: "text"; readonly template: Template }
    /** Base64 (RFC 4648, 4), as it is. */
    | { readonly kind: "binary"; readonly base64: string }
    /** A file beside the manifest, relative to its folder; its placeholders are filled in unless `isExpanded` is false. */
    | { readonly kind: "source"; readonly path: string; readonly isExpanded: boolean };
  readonly origin: Origin;
}

/** Something that a container finds mounted at its target. */
export interface GraphVolume {
  readonly target: string;
  /** A resource, or what the platform knows by that name. */
  readonly source: Template;
  /** A path within the volume. */
  readonly path?: string | undefined;
  readonly isReadOnly: boolean;
  readonly origin: Origin;
}

/** How it is asked whether a container is alive or ready. At least one of the two is there. */
export interface GraphProbe {
  readonly exec?: { readonly command: readonly string[] } | undefined;
  readonly http?:
    | {
        readonly path: string;
        readonly port: number;
        readonly scheme: "HTTP" | "HTTPS";
        readonly host?: string | undefined;
        readonly headers: readonly { readonly name: string; readonly value: string }[];
      }
    | undefined;
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

export type ContractKind = "openapi" | "asyncapi" | "graphql" | "protobuf";

/** What a service promises to others. */
export interface GraphContract {
  /** `exposes.NAME` */
  readonly address: Address;
  readonly name: string;
  readonly kind: ContractKind;
  /** The file that says what is promised, relative to the manifest's folder. */
  readonly path: string;
  /** Teams that may rely on it, sorted; every team where it is absent. */
  readonly allow?: readonly string[] | undefined;
  readonly origin: Origin;
}

/** What a service needs of another one. */
export interface GraphConsumption {
  /** `consumes.NAME` */
  readonly address: Address;
  readonly name: string;
  /** Another service of the platform; absent for what is no service of it. */
  readonly service?: string | undefined;
  /** The name of the contract among those that the service exposes. */
  readonly contract?: string | undefined;
  /** A file that says which parts are used, relative to the manifest's folder. */
  readonly uses?: string | undefined;
  /** The clients that something is reached by which is no service of the platform. */
  readonly clients: readonly string[];
  readonly origin: Origin;
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
  /** Paths and globs to pack, relative to the manifest's folder; empty where an image is built. */
  readonly output: readonly string[];
  readonly image?: GraphImageBuild | undefined;
  readonly origin: Origin;
}

/** How the service's own image is built. Paths are relative to the manifest's folder. */
export interface GraphImageBuild {
  readonly dockerfile: string;
  readonly context: string;
  readonly target?: string | undefined;
  readonly arguments: Readonly<Record<string, string>>;
}

export interface GraphTest {
  readonly run: string;
  /** Addresses of the resources that are started for the tests. */
  readonly with: readonly Address[];
  readonly reports: { readonly junit?: string | undefined; readonly coverage?: string | undefined };
  readonly minimum: Readonly<Record<string, number>>;
  readonly origin: Origin;
}
