import type { Address, Digest, Json } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Holder } from "../engine.ts";

/** What is known of a service in an environment: one document under the key `SERVICE/ENVIRONMENT`. */
export interface StateDocument {
  /** The version of this format. */
  readonly state: 1;
  /** Counts the writes. */
  readonly serial: number;
  /** What was made, by address. */
  readonly resources: Readonly<Record<Address, RecordedResource>>;
  /** What left the manifest and is kept for its data, by its last address. */
  readonly orphans: Readonly<Record<Address, RecordedResource>>;
  /** Steps that were begun and whose end is not on record: what a run that was killed was about to do. */
  readonly journal: readonly Intention[];
  /** Renames that were carried out, so that none is carried out twice; those that the service still declares. */
  readonly moved?: readonly RecordedMove[] | undefined;
  /** The graph that was last carried out whole, without the values of secret settings. */
  readonly lastApplied?: Graph | undefined;
  readonly lock?: LockRecord | undefined;
}

/** One thing that was made. Its `have` and `want` are the driver's own and hold no secret. */
export interface RecordedResource {
  readonly type: string;
  /** The engine's name in the environment. */
  readonly engine: string;
  /** What made it and can take it down again. */
  readonly driver: string;
  readonly variant?: string | undefined;
  readonly version?: string | undefined;
  readonly recipe: Digest;
  readonly isStateful: boolean;
  /** The settings as they were carried out. */
  readonly settings: Readonly<Record<string, Json>>;
  readonly want: Json;
  readonly have: Json;
  readonly outputs: Readonly<Record<string, RecordedOutput>>;
  readonly status: "ready" | "stopped" | "failed";
  readonly dependsOn: readonly Address[];
  /** The same for the whole life of the thing, also when it is renamed. */
  readonly idempotencyKey: string;
  /** The address that its driver knows it by: it was renamed, and its driver was not told yet. */
  readonly movedFrom?: Address | undefined;
  /** It was taken over by its id, and its driver was not told yet. */
  readonly adopted?: true | undefined;
}

/** A rename that an engine has carried out. */
export interface RecordedMove {
  readonly from: Address;
  readonly to: Address;
  /** The engine's name in the environment. */
  readonly engine: string;
}

/** An output as it is kept: secret ones sealed by a {@link import("../secrets/secret-box.ts").SecretBox}. */
export type RecordedOutput = { readonly value: Json } | { readonly sealed: string };

/** What a step is about to do, written before it does it. */
export interface Intention {
  readonly address: Address;
  readonly action: "create" | "update" | "delete";
  /** What is being made or changed; while it is created its `have` is null. */
  readonly resource: RecordedResource;
  /** RFC 3339. */
  readonly at: string;
}

/** Who has the lock. Its token fences: a write with another token is refused. */
export interface LockRecord {
  readonly holder: Holder;
  readonly token: string;
  /** The holder's process, so that others on the same machine can see that it is gone. */
  readonly process?: ProcessIdentity | undefined;
}

/** One process on one machine since it booted; a process id that is used again is another process. */
export interface ProcessIdentity {
  /** Differs between machines, boots and process namespaces. */
  readonly host: string;
  readonly pid: number;
  /** When the kernel started it, in the kernel's own words. */
  readonly start: string;
}
