import type { Place } from "@towpath/core";
import type { Mapping, SourceValue } from "../source/source-value.ts";

/** One event that a workflow runs on, however `on` is written. */
export interface Trigger {
  /** `push`, `pull_request_target`. */
  readonly name: string;
  /** Where its name stands. */
  readonly place: Place;
  /** What is said about it, where anything is. */
  readonly config: Mapping | undefined;
  /** The value behind its name: a list for `schedule`. */
  readonly value: SourceValue | undefined;
}
