import type { Json, JsonObject } from "@towpath/core";
import type { ChangeEffect, OutputContract } from "@towpath/manifest";
import type { Driver, DriverScope } from "../driver.ts";
import type { OutputValue } from "../engine.ts";

/** A driver, the type that it makes, and what only its author knows. */
export interface ConformanceSubject {
  /** Makes the driver anew, as another process would: nothing may be kept between two of them but what is outside. */
  readonly driver: () => Driver | Promise<Driver>;
  readonly type: ConformanceType;
  /** The thing that most checks are done with. */
  readonly example: Example;
  /** A second thing for the same service, where two of the same settings cannot be. */
  readonly neighbour?: Example | undefined;
  /** What is changed of the example: each from it, on its own. */
  readonly changes?: readonly ExampleChange[] | undefined;
  /** Ways to change or take away the thing behind the reconciler's back; each must be seen and mended. */
  readonly disturbances?: readonly Disturbance[] | undefined;
  /** What is left of everything that the driver ever made, a line each: processes, folders, records. Empty after a destruction. */
  readonly leftovers?: (() => Promise<readonly string[]>) | undefined;
  /** Data of a thing that keeps some: put in before a change that must keep it, looked for afterwards. */
  readonly data?: DataHooks | undefined;
  /** What of `have` tells one thing from another; all of it when absent. */
  readonly identity?: ((have: Json) => Json) | undefined;
  /** The module that a child process takes the driver from, to be killed. Without it nothing is killed. */
  readonly module?: SubjectModule | undefined;
  /** How long a call of the driver may take, in milliseconds; the driver's own `limits.stepMs`, or two minutes, when absent. */
  readonly limitMs?: number | undefined;
  /** How long a call may take to end after its signal said so, in milliseconds; five seconds when absent. */
  readonly settleMs?: number | undefined;
  /** Variables that the driver reads. Those of the process when absent. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** True where the driver may give outputs that the type does not have: they go nowhere. */
  readonly mayGiveMore?: boolean | undefined;
}

/** What a resource type promises, and how its recipe names the driver. */
export interface ConformanceType {
  readonly name: string;
  /** What the recipe calls the driver; the type's name when absent. */
  readonly driver?: string | undefined;
  readonly isStateful: boolean;
  readonly outputs: Readonly<Record<string, OutputContract>>;
  /** How settings change, by name; `update` for those that are not here. */
  readonly settings?: Readonly<Record<string, ConformanceSetting>> | undefined;
  /** The recipe as written, beside `driver`. */
  readonly options?: JsonObject | undefined;
}

/** How a setting, and parts of it, change. */
export interface ConformanceSetting {
  readonly change: ChangeEffect;
  readonly nestedChanges?: Readonly<Record<string, ChangeEffect>> | undefined;
}

/** What a manifest asks for of one thing. */
export interface Example {
  readonly version?: string | undefined;
  readonly variant?: string | undefined;
  readonly settings?: JsonObject | undefined;
}

/** One change of the example. */
export interface ExampleChange {
  /** For the report: `settings.size`, `version 18`. */
  readonly name: string;
  readonly to: Example;
  /** True where the change is one of those that give the thing other secrets on purpose. */
  readonly changesSecrets?: boolean | undefined;
}

/** A thing that is there, as its users know it. */
export interface ExampleThing {
  readonly scope: DriverScope;
  readonly have: Json;
  /** All outputs, secret ones among them. */
  readonly outputs: Readonly<Record<string, OutputValue>>;
}

/** What somebody does to a thing by hand. */
export interface Disturbance {
  /** For the report: `a dropped grant`. */
  readonly name: string;
  disturb(thing: ExampleThing): Promise<void>;
  /** Whether the thing is again as it was; what the driver reads is all that is asked when absent. */
  isMended?(thing: ExampleThing): Promise<boolean>;
}

/** Writes data into a thing, and sees whether it is still there. */
export interface DataHooks {
  put(thing: ExampleThing): Promise<void>;
  isThere(thing: ExampleThing): Promise<boolean>;
}

/** A module whose default export is a {@link ConformanceSubject}, or a function of `argument` that gives one. */
export interface SubjectModule {
  /** A `file:` URL: `import.meta.url` of the module that exports it. */
  readonly url: string;
  readonly argument?: Json | undefined;
}
