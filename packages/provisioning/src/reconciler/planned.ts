import type { Json } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Driver, DriverScope, Observed } from "../driver.ts";
import type { Change } from "../plan.ts";
import type { Intention, RecordedResource } from "../state/state-document.ts";
import type { Settings } from "./settings.ts";

/** A change with what carrying it out needs to know. */
export type Planned = PlannedPresence | PlannedRemoval;

/** Something that shall be there. */
export interface PlannedPresence {
  readonly kind: "presence";
  readonly change: Change;
  readonly scope: DriverScope;
  readonly resource: GraphResource;
  readonly driver: Driver;
  readonly desired: Desired;
  /** What is on record, as a resource or as an orphan. */
  readonly recorded?: RecordedResource | undefined;
  readonly isOrphan: boolean;
  /** What is there. */
  readonly observed?: Observed | undefined;
  /** Takes down what is replaced, when another driver made it. */
  readonly remover: Driver;
  readonly begun?: Intention | undefined;
}

/** Something that shall not be there any longer, or not be minded any longer. */
export interface PlannedRemoval {
  readonly kind: "removal";
  readonly change: Change;
  readonly scope: DriverScope;
  readonly driver: Driver;
  /** What is on record; of a creation that was cut off, what was intended. */
  readonly recorded: RecordedResource;
  readonly isOrphan: boolean;
  readonly observed?: Observed | undefined;
}

/** What a resource of the graph means to its driver. `want` is absent while some setting is unknown. */
export interface Desired {
  readonly settings: Settings;
  readonly version?: string | undefined;
  readonly variant?: string | undefined;
  readonly want?: Json | undefined;
}
