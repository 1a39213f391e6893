import type { Address, Digest, Json, Origin } from "@towpath/core";
import type { GraphResource } from "./graph-resource.ts";
import type { GraphWorkload } from "./graph-workload.ts";

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
  /** Where images and archives go: one of `oci` and `directory`, or neither. */
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
  /** In the order of the platform. */
  readonly freeze: readonly GraphFreeze[];
  /** Evidence that must be there for a release. Sorted. */
  readonly requires: readonly GateEvidence[];
  readonly origin: Origin;
}

/** What may be asked of a release: four eyes, passed tests, an SBOM, provenance, and that no consumer breaks. */
export type GateEvidence = "review" | "tests" | "sbom" | "provenance" | "contracts";

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** When nothing changes. `zone` is an IANA time zone. */
export type GraphFreeze = DatesFreeze | WeeklyFreeze;

/** Days such as `2026-12-20`, the first and the last included. */
export interface DatesFreeze {
  readonly kind: "dates";
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly reason?: string | undefined;
}

/** Days of every week, with times such as `16:00`: whole days without any, and over midnight where `to` is not later than `from`. */
export interface WeeklyFreeze {
  readonly kind: "weekly";
  /** In the order of a week. */
  readonly days: readonly Weekday[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone: string;
  readonly reason?: string | undefined;
}

/** An engine of an environment, by the name that the platform gave it. */
export interface GraphEngine {
  readonly name: string;
  readonly kind: "local" | "terraform" | "kubernetes" | (string & {});
  /** What the platform wrote beside `kind`, unread. */
  readonly options: Readonly<Record<string, Json>>;
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
  /** By how many percentage points the coverage of lines may fall against the base branch; absent where nobody asks. */
  readonly coverageDrop?: number | undefined;
  readonly origin: Origin;
}
