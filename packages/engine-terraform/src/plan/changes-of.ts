import { type Address, address, compareText } from "@towpath/core";
import type { Graph, GraphResource } from "@towpath/manifest";
import { readRemoval } from "@towpath/manifest/difference";
import type { Change, Difference, Goal, RecordedResource, Risk, StateDocument } from "@towpath/provisioning";
import { worstRisk } from "@towpath/provisioning";
import { riskOfThing } from "../risk/risk-of-thing.ts";
import type { RiskOverrides } from "../risk/type-risk.ts";
import { declaredDifferences, declaredReading, type KnownSettings } from "./declared-differences.ts";
import { partReasons } from "./part-reasons.ts";
import { shownParts } from "./shown-parts.ts";
import type { TerraformPlan, ThingChange } from "./terraform-plan.ts";

/** What a plan is read against. */
export interface ChangesRequest {
  readonly plan: TerraformPlan;
  /** The root module that it is a plan of. */
  readonly root: PlannedRoot;
  readonly graph: Graph;
  /** The engine's name in the environment. */
  readonly engine: string;
  /** With the renames of the service carried out. */
  readonly state: StateDocument;
  readonly goal: Goal;
  /** What is called as it was last applied, for it shall stay as it is. */
  readonly kept: ReadonlySet<Address>;
  /** Address before, by address now. */
  readonly moved: ReadonlyMap<Address, Address>;
  /** What the platform says of types. */
  readonly risks: RiskOverrides;
  /** Settings as they are handed over, where they hold outputs of others; secret ones are left out. */
  readonly settings?: ReadonlyMap<Address, KnownSettings> | undefined;
}

/** What is asked of a root module here. */
export interface PlannedRoot {
  labelOf(address: Address): string;
  addressOf(terraformAddress: string): Address | undefined;
  /** Whose inputs hold what nobody knows yet. */
  readonly unknown: ReadonlySet<Address>;
}

/**
 * What a plan of Terraform's does, as changes of ours: one for each resource of the engine that is wanted, on record, or
 * touched. What it does to something that nobody asked about has a change of its own. Sorted by address.
 */
export function changesOf(request: ChangesRequest): readonly Change[] {
  const subjects = subjectsOf(request);
  return [...subjects.values()]
    .flatMap((subject) => {
      const change = changeOf(subject, request);
      return change ? [change] : [];
    })
    .sort((a, b) => compareText(a.address, b.address));
}

/** A resource with its part of the plan. */
export interface Subject {
  readonly address: Address;
  /** Absent of what is not wanted. */
  readonly resource?: GraphResource | undefined;
  readonly record?: RecordedResource | undefined;
  readonly isOrphan: boolean;
  readonly things: readonly ThingChange[];
  /** What waits for another plan, and what a check says; sentences. */
  readonly notes: readonly string[];
  readonly isDeferred: boolean;
}

function subjectsOf({ plan, root, graph, engine, state, goal }: ChangesRequest): ReadonlyMap<Address, Subject> {
  const subjects = new Map<Address, Subject & { things: ThingChange[]; notes: string[] }>();
  const byLabel = new Map<string, Address>();
  const add = (of: Address, facts: Partial<Subject>) => {
    const subject = { address: of, isOrphan: false, isDeferred: false, ...facts, things: [], notes: [] };
    subjects.set(of, subject);
    byLabel.set(root.labelOf(of), of);
    return subject;
  };
  for (const [address, record] of Object.entries(state.orphans))
    if (record.engine === engine) add(address, { record, isOrphan: true });
  for (const [address, record] of Object.entries(state.resources))
    if (record.engine === engine) add(address, { record });
  for (const resource of goal === "match" ? graph.resources : [])
    if (resource.engine === engine) add(resource.address, { ...subjects.get(resource.address), resource });

  const subjectOf = ({ address: full, label, local }: Pick<ThingChange, "address" | "label" | "local">) => {
    const of =
      root.addressOf(full) ??
      (label === undefined ? address("terraform", local) : (byLabel.get(label) ?? address("resources", label)));
    return subjects.get(of) ?? add(of, {});
  };
  for (const thing of plan.changes) subjectOf(thing).things.push(thing);
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

function changeOf(subject: Subject, request: ChangesRequest): Change | undefined {
  const { resource, record } = subject;
  const { goal, kept, engine } = request;
  const head = { address: subject.address, type: resource?.type ?? record?.type ?? "terraform", engine };
  if (resource && !(goal === "match" && kept.has(subject.address) && isUntouched(subject)))
    return { ...head, ...assessWanted(subject, resource, request) };
  if (isUntouched(subject)) {
    if (!record) return subject.things.length === 0 ? undefined : { ...head, ...UNCHANGED };
    return removalOfUntouched(subject, record, head, request);
  }
  return { ...head, ...assessGone(subject, request) };
}

const UNCHANGED = { action: "none", risk: "none", reasons: [], diff: [] } as const;

type Assessment = Pick<Change, "action" | "risk" | "reasons" | "diff">;

function isUntouched({ things }: Subject): boolean {
  return things.every(({ action, importing }) => action === "none" && importing === undefined);
}

/** What is on record, shall go or be kept, and has nothing that Terraform would do. */
function removalOfUntouched(
  subject: Subject,
  record: RecordedResource,
  head: Pick<Change, "address" | "type" | "engine">,
  { goal, kept }: ChangesRequest,
): Change | undefined {
  if (kept.has(subject.address)) {
    if (subject.isOrphan || goal === "destroy") return undefined;
    const { reasons } = readRemoval({ isStateful: true });
    return { ...head, action: "retain", risk: "none", reasons: [...reasons, ...subject.notes], diff: [] };
  }
  if (subject.isOrphan && goal === "match") return undefined;
  const reasons = ["It is on record, but no longer there."];
  return subject.things.length > 0
    ? { ...head, ...UNCHANGED }
    : { ...head, action: "delete", risk: "none", reasons: record ? reasons : [], diff: [] };
}

/** What Terraform does to what is not wanted, or shall only be kept. */
function assessGone(subject: Subject, request: ChangesRequest): Assessment {
  const { things, record, notes } = subject;
  const { goal, kept } = request;
  const isStateful = record?.isStateful ?? false;
  const risk = riskOf(things, isStateful, request);
  const isDeleted = things.every(({ action }) => action === "delete");
  const isLeft = things.every(({ action }) => action === "forget" || action === "none");
  const why = kept.has(subject.address)
    ? ["It shall stay as it is, and Terraform would change it."]
    : !record
      ? ["It is in Terraform's state, and in no document and on no record."]
      : goal === "destroy"
        ? [request.kept.size > 0 ? "It is destroyed by name." : "The service is taken out."]
        : ["It left the manifest."];
  return {
    action: isDeleted
      ? "delete"
      : isLeft
        ? "retain"
        : things.some(({ action }) => action === "replace")
          ? "replace"
          : "update",
    risk: isDeleted ? worstRisk([risk, isStateful ? "data-loss" : "downtime"]) : risk,
    reasons: [...why, ...(isDeleted ? [] : partReasons(things)), ...notes],
    diff: shownParts(things),
  };
}

function assessWanted(subject: Subject, resource: GraphResource, request: ChangesRequest): Assessment {
  const { things, record, isOrphan, notes, isDeferred } = subject;
  const { root, moved, settings } = request;
  const isStateful = resource.isStateful || record?.isStateful === true;
  const isUnknown = root.unknown.has(resource.address);
  const from = moved.get(resource.address) ?? record?.movedFrom;
  const declared = declaredDifferences(resource, record, isUnknown, settings?.get(resource.address));
  const renamed: readonly Difference[] =
    from === undefined
      ? []
      : [{ path: "address", before: from, after: resource.address, unknown: false, secret: false }];
  const diff = [...renamed, ...declared, ...shownParts(things)];
  const taken = things.filter(({ importing }) => importing !== undefined);
  const there = things.filter(({ action, importing }) => action !== "create" && importing === undefined);
  const touched = things.filter(({ action, importing }) => action !== "none" || importing !== undefined);
  const risk = riskOf(things, isStateful, request);
  const open = isUnknown ? ["It depends on values that are known only when others are there."] : [];

  if (there.length === 0 && taken.length === 0) {
    if (things.length === 0 && record && !isDeferred && declared.length === 0 && from === undefined)
      return { ...UNCHANGED, reasons: notes };
    const reasons = record ? ["It is on record, but no longer there."] : [];
    const isMade = things.length > 0 || !record;
    return {
      action: isMade ? "create" : "update",
      risk: "none",
      reasons: [...(isMade ? reasons : []), ...notes],
      diff,
    };
  }
  const moveReasons = from === undefined ? [] : [`Renamed from ${from}; the thing stays.`];
  const orphanReasons = isOrphan ? ["It was kept when it left the manifest, and is taken over again."] : [];
  const unrecorded = !record && taken.length === 0 ? ["Parts of it are there already, but it is on no record."] : [];
  const reasons = [...orphanReasons, ...unrecorded, ...moveReasons, ...partReasons(things), ...open, ...notes];
  const unsettled: Risk = isUnknown || isDeferred ? "unknown" : "none";
  const remade = things.filter(
    (thing) => thing.action === "replace" && riskOf([thing], isStateful, request) !== "none",
  );
  if (remade.length > 0) return { action: "replace", risk: worstRisk([risk, unsettled]), reasons, diff };
  if (!record || isOrphan || taken.length > 0) {
    const isRest = !record && taken.length === 0 && touched.length > 0;
    return { action: isRest ? "create" : "adopt", risk: worstRisk([risk, unsettled]), reasons, diff };
  }
  if (diff.length === 0 && touched.length === 0 && !isUnknown && !isDeferred) return { ...UNCHANGED, reasons: notes };
  const reading = declaredReading(resource, declared, touched.length > 0 || isUnknown);
  const recorded =
    touched.length === 0 && declared.length > 0 && !isUnknown
      ? ["It is recorded; nothing changes in what is there."]
      : [];
  return {
    action: reading.action,
    risk: worstRisk([risk, unsettled, reading.risk]),
    reasons: [...reasons, ...recorded, ...reading.reasons],
    diff,
  };
}

function riskOf(things: readonly ThingChange[], isStateful: boolean, { risks }: ChangesRequest): Risk {
  return worstRisk(things.map((thing) => riskOfThing(thing, isStateful, risks)));
}
