import { digestJson } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { RecordedResource, StateDocument } from "@towpath/provisioning";
import { type GraphSketch, graphWith } from "@towpath/testkit";
import type { ChangesRequest } from "../changes-request.ts";
import type { HandedSettings } from "../declared-differences.ts";
import { readPlan } from "../read-plan.ts";

/** What a test says of a request; everything has a default. */
export interface RequestSketch extends Partial<Omit<ChangesRequest, "plan" | "graph" | "state">> {
  readonly plan: string;
  readonly resources?: GraphSketch["resources"];
  /** By address. */
  readonly recorded?: Readonly<Record<string, Partial<RecordedResource>>>;
  readonly orphans?: Readonly<Record<string, Partial<RecordedResource>>>;
  readonly journal?: StateDocument["journal"];
  readonly unknown?: readonly string[];
}

/** The engine of the requests. */
export const ENGINE = "azure";

/** A request with one stateful resource `db` on the engine, unless it says another. */
export function requestWith(sketch: RequestSketch): ChangesRequest {
  const { plan, resources = { db: {} }, recorded = {}, orphans = {}, journal = [], unknown = [], ...rest } = sketch;
  const placed = Object.entries(resources).map(([name, each]) => [
    name,
    { type: "postgres", isStateful: true, engine: ENGINE, ...each },
  ]);
  const graph = graphWith({ resources: Object.fromEntries(placed) });
  return {
    plan: readPlan(plan),
    graph,
    engine: ENGINE,
    state: { state: 1, serial: 1, resources: all(recorded), orphans: all(orphans), journal },
    goal: "match",
    kept: new Set(),
    moved: new Map(),
    risks: {},
    settings: new Map(graph.resources.map((each) => [each.address, handedOf(each)])),
    root: {
      labelOf: (address) => address.slice("resources.".length),
      addressOf: (address) => {
        const label = /^module\.([^.[]+)/.exec(address)?.[1];
        return label === undefined ? undefined : `resources.${label}`;
      },
      unknown: new Set(unknown),
    },
    ...rest,
  };
}

/** Nothing that others give is known. */
function handedOf({ settings }: GraphResource): HandedSettings {
  const shown = Object.entries(settings).filter(([, { isSecret, template }]) => !isSecret && !template?.isSecret);
  return {
    known: Object.fromEntries(shown.flatMap(([name, each]) => (each.known ? [[name, each.value] as const] : []))),
    unknown: shown.flatMap(([name, each]) => (each.known ? [] : [name])),
  };
}

function all(records: Readonly<Record<string, Partial<RecordedResource>>>): StateDocument["resources"] {
  return Object.fromEntries(Object.entries(records).map(([address, record]) => [address, recordWith(record)]));
}

/** What is on record of a resource. */
export function recordWith(sketch: Partial<RecordedResource> = {}): RecordedResource {
  return {
    type: "postgres",
    engine: ENGINE,
    driver: "terraform",
    recipe: digestJson("recipe"),
    isStateful: true,
    settings: {},
    want: null,
    have: null,
    outputs: {},
    status: "ready",
    dependsOn: [],
    idempotencyKey: "key",
    ...sketch,
  };
}
