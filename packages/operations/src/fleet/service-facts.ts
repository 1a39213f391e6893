import { dirname } from "node:path";
import type { Graph, PlatformModel } from "@towpath/manifest";
import { promotionOrder } from "../environment/promotion-order.ts";

/** What a pipeline has to know of a service before it does anything with it. */
export interface ServiceFacts {
  readonly service: string;
  readonly manifest: string;
  /** The manifest's folder, relative as that is; `.` for the one that was checked in. */
  readonly folder: string;
  /** In the order in which a release goes through them. */
  readonly environments: readonly {
    readonly name: string;
    /** Somebody has to approve before anything changes there. */
    readonly approvals: boolean;
    /** Kinds of the engines: `local`, `terraform`. */
    readonly engines: readonly string[];
  }[];
  /** Tools to be installed before its commands, by name, each with a version. */
  readonly toolchain: Readonly<Record<string, string>>;
  /** Whether there is anything to build, to test, to deploy. */
  readonly build: boolean;
  readonly test: boolean;
  readonly workload: boolean;
  /** Whether the platform keeps evidence: there is something to sign then. */
  readonly evidence: boolean;
}

/** The facts of a service that was resolved in these environments; undefined where it is in none. */
export function serviceFacts(
  manifest: string,
  graphs: readonly Graph[],
  platform: PlatformModel,
): ServiceFacts | undefined {
  const [first] = graphs;
  if (!first) return undefined;
  const byName = new Map(graphs.map((graph) => [graph.environment.name, graph]));
  return {
    service: first.service.name,
    manifest,
    folder: dirname(manifest).replaceAll("\\", "/"),
    environments: promotionOrder([...byName.keys()], platform).flatMap((name) => {
      const environment = byName.get(name)?.environment;
      if (!environment) return [];
      const kinds = environment.engines.map(({ kind }) => kind);
      return [{ name, approvals: environment.gates?.approvals !== undefined, engines: [...new Set(kinds)].sort() }];
    }),
    toolchain: first.toolchain,
    build: first.build !== undefined,
    test: first.test !== undefined,
    workload: graphs.some(({ workloads }) => workloads.length > 0),
    evidence: platform.evidence !== undefined,
  };
}
