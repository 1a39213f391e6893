import type { Address, Digest } from "@towpath/core";
import type { Difference } from "./difference.ts";
import type { Risk } from "./risk.ts";

/** What a change between two graphs comes to. What an apply does may be another thing: nobody looked at what is there. */
export type GraphAction = "create" | "update" | "upgrade" | "replace" | "delete" | "retain" | "move";

/** What a graph holds. `service` is how it is built and tested, and what is said of it. */
export type GraphPart = "resource" | "workload" | "secret" | "exposes" | "consumes" | "service" | "environment";

/** What differs between two states of what one service is in one environment. */
export interface GraphDifference {
  /** The version of this format. */
  readonly difference: 1;
  readonly service: string;
  readonly environment: string;
  /** Digest of the graph before; absent where there was none. */
  readonly before?: Digest | undefined;
  readonly after: Digest;
  /** Digest of what differs: no origins, no reasons. */
  readonly digest: Digest;
  /** Sorted by address. */
  readonly changes: readonly GraphChange[];
  readonly summary: Readonly<Record<GraphAction, number>>;
}

/** What differs in one thing. */
export interface GraphChange {
  readonly part: GraphPart;
  readonly address: Address;
  /** A resource's type, a workload's or a contract's kind; the part itself otherwise. */
  readonly type: string;
  /** The engine's name, of what is placed on one. */
  readonly engine?: string | undefined;
  readonly action: GraphAction;
  readonly risk: Risk;
  readonly reasons: readonly string[];
  /** Sorted by path. */
  readonly diff: readonly Difference[];
}
