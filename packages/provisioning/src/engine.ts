import type { Address, Clock, Finding, Json, ProgressEvent, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Change, Goal, Plan } from "./plan.ts";
import type { StateStore } from "./state-store.ts";
import type { WorkloadHost } from "./workload-host.ts";

/** What carries recipes out. One for each of an environment's engines; it minds the resources that are placed on it. */
export interface Engine {
  /** Its name in the environment. */
  readonly name: string;
  readonly kind: string;
  /** Tools and credentials are there. Touches nothing. */
  prepare(target: Target, context: Context): Promise<readonly Finding[]>;
  /** What would change. Reads the world, writes nothing. */
  plan(target: Target, goal: Goal, context: Context): Promise<Plan>;
  /**
   * Carries out what was approved, streaming events, and nothing else.
   * @throws {ProvisioningError} `provisioning/stale-plan` when planning again gives other changes
   */
  apply(target: Target, approved: Plan, consent: Consent, context: Context): Promise<Outcome>;
  /** What is there now: status, outputs, and how it differs from what was applied. */
  observe(target: Target, context: Context): Promise<Observation>;
  /**
   * Takes over what exists already under an address of the graph, by the id that its users know it by: writes its record,
   * under the lock of the state, and touches nothing else. An engine without it takes over only what it finds by address.
   *
   * @returns what differs from what is wanted, which the next plan shows
   * @throws {ProvisioningError} `provisioning/adopt-refused`, `provisioning/adopt-nothing`, `provisioning/belongs-to-another`
   */
  adopt?(target: Target, address: Address, id: string, context: Context): Promise<Change>;
  readonly workloads?: WorkloadHost | undefined;
}

/** What an engine works on. `graph` holds the whole environment; an engine minds its own share of it. */
export interface Target {
  readonly graph: Graph;
  readonly lastApplied?: Graph | undefined;
  readonly state: StateStore;
  /** Nothing but these is planned and carried out; everything of the engine's where it is absent. */
  readonly only?: readonly Address[] | undefined;
  /** What is planned is carried out at once, under the lock that is held: an engine may keep what it made of it for that. */
  readonly isToBeApplied?: true | undefined;
}

/** What an engine needs of the world and of its neighbours. */
export interface Context {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly events: (event: ProgressEvent) => void;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Outputs of all resources of the environment as they are recorded, also of other engines. */
  readonly outputs: OutputReader;
  /** Values of the secrets that the service names. */
  readonly secrets: SecretReader;
  /** Who carries this out, for locks and records. */
  readonly holder: Holder;
}

/** A recorded output, or undefined while the resource is not there. */
export type OutputReader = (address: Address, output: string) => Promise<OutputValue | undefined>;
/** What an output holds. */
export type OutputValue = Json | Secret;
/** @throws {ProvisioningError} `provisioning/secret-missing` with where it was looked for */
export type SecretReader = (address: Address) => Promise<Secret>;

/** Who holds a lock or carried something out. */
export interface Holder {
  readonly who: string;
  readonly run: string;
  /** RFC 3339. */
  readonly since: string;
}

/** What a person allowed by name: `data-loss:resources.db`. */
export interface Consent {
  readonly allowed: readonly string[];
}

/** How carrying out a plan ended, change by change. */
export interface Outcome {
  readonly status: "done" | "failed" | "cancelled";
  readonly changes: readonly ChangeOutcome[];
}

/** How one change of a plan ended. */
export interface ChangeOutcome {
  readonly address: Address;
  readonly action: Plan["changes"][number]["action"];
  readonly status: "done" | "unchanged" | "failed" | "skipped" | "cancelled";
  /** Why it failed or was skipped, without secrets. */
  readonly message?: string | undefined;
  readonly durationMs: number;
}

/** What there is of a service in an environment. */
export interface Observation {
  /** Sorted by address. */
  readonly resources: readonly ObservedResource[];
}

/** One resource as it was found. */
export interface ObservedResource {
  readonly address: Address;
  readonly type: string;
  readonly status: "ready" | "stopped" | "missing" | "failed" | "orphan";
  readonly message?: string | undefined;
  readonly outputs: Readonly<Record<string, OutputValue>>;
  /** What differs from what was applied. */
  readonly drift: Plan["changes"][number]["diff"];
  /** Words for a person: version, folder, process. */
  readonly details: Readonly<Record<string, string>>;
}
