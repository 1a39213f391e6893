import type { Address, Digest } from "@towpath/core";
import type { WorkloadKind } from "@towpath/manifest";
import type { ProcessRecord } from "../processes/process-record.ts";
import type { ProxyRecord } from "../proxy/proxy-process.ts";
import type { SchedulerRecord } from "../scheduler/scheduler-process.ts";
import type { Health } from "./health-gate.ts";

/** What is written down of one workload. Intentions come first: what a killed command began is in here. */
export interface WorkloadRecord {
  /** The version of this format. */
  readonly record: 1;
  readonly workload: Address;
  /** The folder of the manifest that it is from. */
  readonly manifestFolder?: string | undefined;
  /** The port that the manifest asked for when {@link port} was chosen. */
  readonly wantedPort?: number | undefined;
  /** Where users reach a server. Chosen once and kept. */
  readonly port?: number | undefined;
  /** Marker of a proxy that is about to be started. */
  readonly proxyMarker?: string | undefined;
  readonly proxy?: ProxyRecord | undefined;
  /** Marker of a scheduler that is about to be started. */
  readonly schedulerMarker?: string | undefined;
  /** What runs the runs of a job. */
  readonly scheduler?: SchedulerRecord | undefined;
  /** What the proxy sends requests to, the worker, or the job that ran or is scheduled. */
  readonly serving?: InstanceRecord | undefined;
  /** What is about to be started, or not yet proven. */
  readonly starting?: InstanceRecord | undefined;
  /** How many requests of a hundred go to what is starting, while it is tried out beside what serves. */
  readonly weight?: number | undefined;
  /** What gets no further requests and is to be ended. */
  readonly leaving: readonly InstanceRecord[];
}

/** One instance. `process` is absent between the intention and the start; the marker finds it then. A job has none. */
export interface InstanceRecord {
  /** What users and logs call it; of a job that runs once, its run. */
  readonly id: string;
  readonly kind: WorkloadKind;
  readonly artifact: Digest;
  readonly version: string;
  /** Keyed digest of its command and its variables, which are nowhere in here. */
  readonly configuration: Digest;
  /** Keyed digest of each variable, by name: says which one differs. */
  readonly variables: Readonly<Record<string, Digest>>;
  /** Where the services that it consumes were reached, by address. */
  readonly consumes: Readonly<Record<Address, string>>;
  readonly run: string;
  /** Of a job that runs on time: five cron fields, in UTC. */
  readonly schedule?: string | undefined;
  readonly health: Health;
  /** Where it listens, where it does. */
  readonly port?: number | undefined;
  readonly logFile: string;
  readonly marker: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly process?: ProcessRecord | undefined;
}

export function emptyRecord(workload: Address): WorkloadRecord {
  return { record: 1, workload, leaving: [] };
}
