import type { Address } from "@towpath/core";
import { readRemoval } from "@towpath/manifest/difference";
import type { Driver, Observed } from "../driver.ts";
import type { Target } from "../engine.ts";
import type { Change, Goal } from "../plan.ts";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";
import type { PlannedRemoval } from "./planned.ts";
import { driverOf, type PlanningEngine, scopeOf } from "./planning-engine.ts";

/** Something that shall go. */
export interface Removal extends Pick<PlannedRemoval, "scope" | "driver" | "isOrphan"> {
  readonly reader: Driver;
  /** What is read by; absent while a creation was cut off. */
  readonly recorded?: RecordedResource | undefined;
  readonly record: RecordedResource;
}

/** What is on record and shall go, and what was begun and is no longer wanted. */
export function removed(engine: PlanningEngine, target: Target, state: StateDocument, goal: Goal): readonly Removal[] {
  const wanted = new Set(goal === "match" ? target.graph.resources.map((resource) => resource.address) : []);
  const found = new Map<
    Address,
    { readonly record: RecordedResource; readonly isOrphan: boolean; readonly isMade: boolean }
  >();
  for (const { address, action, resource } of state.journal)
    if (action === "create") found.set(address, { record: resource, isOrphan: false, isMade: false });
  if (goal === "destroy")
    for (const [address, record] of Object.entries(state.orphans))
      found.set(address, { record, isOrphan: true, isMade: true });
  for (const [address, record] of Object.entries(state.resources))
    found.set(address, { record, isOrphan: false, isMade: true });
  return [...found]
    .filter(([address, { record }]) => record.engine === engine.name && !wanted.has(address))
    .filter(
      ([address]) =>
        goal === "destroy" || !Object.hasOwn(state.orphans, address) || Object.hasOwn(state.resources, address),
    )
    .map(([address, { record, isOrphan, isMade }]) => {
      const driver = driverOf(engine, record.driver, address, undefined);
      const scope = scopeOf(target, address, address.slice(address.indexOf(".") + 1));
      return { scope, driver, reader: driver, isOrphan, record, ...(isMade ? { recorded: record } : {}) };
    });
}

/** What to do about something that shall go, by what is there of it. */
export function planRemoval(
  subject: Removal,
  observed: Observed | undefined,
  goal: Goal,
  isNamed: boolean,
): readonly PlannedRemoval[] {
  const { scope, driver, record, isOrphan, recorded } = subject;
  const { type, engine, isStateful } = record;
  const base = { address: scope.address, type, engine, diff: [] };
  const planned = (change: Pick<Change, "action" | "risk" | "reasons">): readonly PlannedRemoval[] => [
    { kind: "removal", scope, driver, recorded: record, isOrphan, observed, change: { ...base, ...change } },
  ];
  if (!observed && !recorded) return []; // begun, came to nothing, and is not wanted any more
  if (!observed) return planned({ action: "delete", risk: "none", reasons: ["It is on record, but no longer there."] });
  if (goal === "match") return planned(readRemoval(record));
  const risk = isStateful ? "data-loss" : "downtime";
  const reason = isNamed ? "It is destroyed by name." : "The service is taken out.";
  return planned({ action: "delete", risk, reasons: [reason] });
}
