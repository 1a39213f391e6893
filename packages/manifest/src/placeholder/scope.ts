import type { JsonObject, Place } from "@towpath/core";
import type { OutputContract } from "../graph/graph-resource.ts";

/** An output that a placeholder may name, and where its type says so. */
export interface ScopeOutput {
  readonly contract: OutputContract;
  readonly place: Place;
}

/** What placeholders of one service in one environment may name. */
export interface Scope {
  readonly service: string;
  readonly environment: string;
  readonly metadata: JsonObject;
  /** The environment's declared values. */
  readonly values: JsonObject;
  /** By name; `broken` for one that something has been said about already. */
  readonly resources: ReadonlyMap<
    string,
    { readonly type: string; readonly outputs: ReadonlyMap<string, ScopeOutput> } | "broken"
  >;
  readonly secrets: ReadonlyMap<string, Place | "broken">;
  /** What is consumed and is a service of the platform. */
  readonly consumes: ReadonlyMap<string, Place | "broken">;
}
