import type { Address, Finding, Json } from "@towpath/core";
import type { Context, OutputValue } from "./engine.ts";
import type { Limits } from "./reconciler/limits.ts";

/**
 * What makes resources of one type, for the reconciler. `Want` and `Have` are JSON: `Want` is compared and recorded, `Have`
 * is what the driver needs to find the thing again; secrets are in neither, they are outputs.
 */
export interface Driver<Want extends Json = Json, Have extends Json = Json> {
  /** What a graph's resource means to this driver. Pure. @throws {TowpathError} for what it cannot make */
  want(request: DriverRequest): Want;
  /** Tools are there. Touches nothing; called once before anything else of a run. */
  prepare?(context: Context): Promise<readonly Finding[]>;
  /**
   * What is there, found by the address even when nothing was recorded (a run that was killed recorded nothing). A look: it
   * starts, makes and writes nothing, not even what the driver writes down for itself. A thing that cannot be looked at
   * because it is stopped, or what serves it, is `stopped`, with the recorded want; with nothing to go by it is undefined.
   */
  read(
    scope: DriverScope,
    recorded: Recorded<Want, Have> | undefined,
    context: Context,
  ): Promise<Observed<Want, Have> | undefined>;
  /** Makes it, or what is missing of it: called again after a kill. Starts what it needs. */
  create(scope: DriverScope, want: Want, step: StepContext): Promise<Observed<Want, Have>>;
  /**
   * Makes it as it is wanted, whatever differs: also what could not be seen while it was stopped. Starts it, and what it
   * needs. Called too where nothing differs: for a thing that is not ready, one that was renamed or taken over by its id, one of
   * which `step.recordedOutputs` lacks what the type promises (it gives that), and again after a run that was killed in it.
   */
  update(scope: DriverScope, want: Want, have: Observed<Want, Have>, step: StepContext): Promise<Observed<Want, Have>>;
  /** Starts what it needs, and leaves nothing of the thing: `read` says undefined afterwards. */
  delete(scope: DriverScope, have: Observed<Want, Have>, step: StepContext): Promise<void>;
  /**
   * Finds what exists already and nobody recorded, by the id that its users know it by, to take it over under this address. A
   * look, like {@link read}. Undefined where there is nothing of that id; a driver without it takes over only what it finds by address.
   */
  find?(scope: DriverScope, id: string, context: Context): Promise<Recorded<Want, Have> | undefined>;
  /** How patient the reconciler is with this driver, in milliseconds and tries; its own limits where this says nothing. */
  readonly limits?: Partial<Pick<Limits, "stepMs" | "readMs" | "attempts">> | undefined;
  /**
   * `create` and `update` look themselves whether what they made is there, before they say so. The reconciler, which otherwise
   * reads after each, does not look again.
   */
  readonly verifiesItself?: boolean | undefined;
  /** How a change of `want` is carried out and what it does to users; the reconciler's own reading of the settings' `change` otherwise. */
  assess?(
    want: Want,
    have: Observed<Want, Have>,
  ):
    | {
        readonly action: "update" | "upgrade" | "replace";
        readonly risk: "none" | "restart" | "downtime" | "data-loss";
        readonly reasons: readonly string[];
      }
    | undefined;
}

/** Whose thing it is. */
export interface DriverScope {
  readonly service: string;
  readonly environment: string;
  readonly address: Address;
  readonly name: string;
}

/** A resource of the graph with every setting known. */
export interface DriverRequest extends DriverScope {
  readonly type: string;
  readonly variant?: string | undefined;
  readonly version?: string | undefined;
  readonly settings: Readonly<Record<string, Json>>;
  /** The recipe as written. */
  readonly options: Readonly<Record<string, Json>>;
}

/** What is on record of a thing: how it was made, and where it is. */
export interface Recorded<Want extends Json = Json, Have extends Json = Json> {
  readonly want: Want;
  readonly have: Have;
}

/** What a thing is found to be. */
export interface Observed<Want extends Json = Json, Have extends Json = Json> {
  /** What it is like now, in the form of what was wanted: comparing the two is drift. */
  readonly want: Want;
  readonly have: Have;
  readonly status: "ready" | "stopped" | "failed";
  readonly message?: string | undefined;
  /** Only creation must give secret outputs; reading may leave them out, the recorded ones hold. */
  readonly outputs: Readonly<Record<string, OutputValue>>;
  readonly details?: Readonly<Record<string, string>> | undefined;
  /** Of an upgrade that made a new thing beside the old one: what is kept of the old one until it is released by name. */
  readonly kept?: Kept<Want, Have> | undefined;
}

/** What an upgrade left of the thing as it was: the old database beside the new one. */
export interface Kept<Want extends Json = Json, Have extends Json = Json> extends Recorded<Want, Have> {
  /** Tells it from the thing of today: the version that it has. It is recorded as the orphan `ADDRESS@NAME`. */
  readonly name: string;
  readonly version?: string | undefined;
}

/** What a driver is given beside the change that it makes. */
export interface StepContext extends Context {
  /** The same for every attempt at the same creation, also after a kill. */
  readonly idempotencyKey: string;
  /** The outputs on record, secrets among them: what an update must keep. */
  readonly recordedOutputs: Readonly<Record<string, OutputValue>>;
}
