import type { Address } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Difference, RecordedResource } from "@towpath/provisioning";
import type { ChangesRequest } from "./changes-request.ts";
import { outsideAddress } from "./drifts-of.ts";
import type { ThingChange } from "./terraform-plan.ts";

/** A resource with its part of the plan. */
export interface Subject {
  readonly address: Address;
  /** As the graph has it, also where it shall go. */
  readonly resource?: GraphResource | undefined;
  readonly isWanted: boolean;
  readonly record?: RecordedResource | undefined;
  readonly isOrphan: boolean;
  readonly things: readonly ThingChange[];
  /** What providers are asked to do for it. */
  readonly runs: readonly Difference[];
  /** What waits for another plan, and what a check says; sentences. */
  readonly notes: readonly string[];
  readonly isDeferred: boolean;
}

/** What is wanted, on record, or touched by the plan, each with its part of it. */
export function subjectsOf({ plan, root, graph, engine, state, goal }: ChangesRequest): ReadonlyMap<Address, Subject> {
  const subjects = new Map<Address, Subject & { things: ThingChange[]; runs: Difference[]; notes: string[] }>();
  const byLabel = new Map<string, Address>();
  const add = (of: Address, facts: Partial<Subject>) => {
    const subject = {
      address: of,
      isWanted: false,
      isOrphan: false,
      isDeferred: false,
      ...facts,
      things: [],
      runs: [],
      notes: [],
    };
    subjects.set(of, subject);
    return subject;
  };
  for (const [address, record] of Object.entries(state.orphans))
    if (record.engine === engine) add(address, { record, isOrphan: true });
  for (const [address, record] of Object.entries(state.resources))
    if (record.engine === engine) add(address, { record });
  for (const resource of graph.resources) {
    const isWanted = goal === "match";
    const on = subjects.get(resource.address);
    if (resource.engine === engine) add(resource.address, { ...on, resource, isWanted });
  }

  for (const of of subjects.keys()) byLabel.set(root.labelOf(of), of);

  const subjectOf = ({ address: full, label, local }: Pick<ThingChange, "address" | "label" | "local">) => {
    const known = root.addressOf(full) ?? (label === undefined ? undefined : byLabel.get(label));
    const of = known ?? outsideAddress({ label, local });
    return subjects.get(of) ?? add(of, {});
  };
  for (const thing of plan.changes) subjectOf(thing).things.push(thing);
  for (const each of plan.invocations) {
    const { runs } = subjectOf(each);
    // The same may run on several occasions.
    runs.push({ path: each.path, after: `runs ${each.when}`, unknown: false, secret: false });
  }
  for (const each of plan.deferred) {
    const subject = subjectOf(each);
    subject.notes.push(`${each.local} waits for another plan: ${each.reason}.`);
    subjects.set(subject.address, { ...subject, isDeferred: true });
  }
  for (const check of plan.checks) {
    const of = check.label === undefined ? undefined : byLabel.get(check.label);
    const subject = of === undefined ? undefined : subjects.get(of);
    const says = check.messages.length === 0 ? "" : `: ${check.messages.join(" ")}`;
    const how = check.status === "failed" ? "does not hold" : "can be told only when it is carried out";
    subject?.notes.push(`${check.local} ${how}${says}`);
  }
  return subjects;
}
