import { compareText, type Digest, digestJson } from "@towpath/core";
import type { Change, ControlFacts } from "./change.ts";
import type { Catalogue, Control, ControlReference, ControlWaiver } from "./control.ts";
import { holds } from "./rules.ts";

/** Where a control stands, for one change or for all of them. */
export type ControlState = "held" | "failed" | "waived" | "not-applicable";

/** Which controls held, and which did not, for some changes of a service. */
export interface ComplianceReport {
  /** The version of this format. */
  readonly report: 1;
  readonly service: string;
  /** RFC 3339. */
  readonly at: string;
  /** The days that were asked for, where they were. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Digest of the controls. */
  readonly catalogue: Digest;
  /** No control failed. */
  readonly held: boolean;
  /** All changes that were asked about, the oldest first. */
  readonly changes: readonly Change[];
  readonly controls: readonly ControlVerdict[];
}

/** What became of one control. */
export interface ControlVerdict {
  readonly id: string;
  readonly text: string;
  readonly refs: readonly ControlReference[];
  readonly state: ControlState;
  /** For each change, in their order; of no changes the one of now, for controls over the record and over what runs. */
  readonly changes: readonly ChangeVerdict[];
  /** Times in which it did not hold. */
  readonly lapses: readonly Lapse[];
  /** Those that counted. */
  readonly waivers: readonly ControlWaiver[];
}

/** Whether a control held for one change. */
export interface ChangeVerdict {
  readonly environment?: string | undefined;
  readonly number?: number | undefined;
  readonly digest: Digest;
  readonly state: ControlState;
  readonly reasons: readonly string[];
  /** Digests of the signed statements that say so. */
  readonly evidence: readonly Digest[];
}

/** From the first change for which a control did not hold to the first for which it held again, in one environment. */
export interface Lapse {
  readonly environment?: string | undefined;
  /** RFC 3339. */
  readonly from: string;
  /** Absent where it has not held since. */
  readonly until?: string | undefined;
  /** Numbers of the deployments. */
  readonly deployments: readonly number[];
}

/** What is asked. */
export interface ComplyRequest {
  readonly catalogue: Catalogue;
  readonly facts: ControlFacts;
  /** The changes that it is about: some of those of the facts. */
  readonly changes: readonly Change[];
  readonly now: Date;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Holds changes against controls. The same facts give the same report. */
export function comply({ catalogue, facts, changes, now, from, to }: ComplyRequest): ComplianceReport {
  const verdicts = catalogue.controls
    .map((control) => verdictOf(control, changes, facts, { waivers: catalogue.waivers, now }))
    .sort((a, b) => compareText(a.id, b.id));
  return {
    report: 1,
    service: facts.service,
    at: now.toISOString(),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    catalogue: digestJson(catalogue.controls.toSorted((a, b) => compareText(a.id, b.id))),
    held: verdicts.every(({ state }) => state !== "failed"),
    changes,
    controls: verdicts,
  };
}

function verdictOf(
  control: Control,
  changes: readonly Change[],
  facts: ControlFacts,
  { waivers, now }: { readonly waivers: readonly ControlWaiver[]; readonly now: Date },
): ControlVerdict {
  const used = new Set<ControlWaiver>();
  const verdictFor = (change: Change, requires = control.requires): ChangeVerdict => {
    const { environment, number, digest } = change;
    const about = { environment, number, digest };
    if (control.environments && !control.environments.includes(environment ?? ""))
      return { ...about, state: "not-applicable", reasons: ["It is not asked for there."], evidence: [] };
    const found = requires.map((one) => holds(one, facts, change));
    const evidence = [...new Set(found.flatMap((one) => one.evidence))];
    const reasons = found.flatMap(({ state, reason }) => (state === "failed" && reason !== undefined ? [reason] : []));
    if (found.some(({ state }) => state === "failed")) {
      const waiver = waivers.find((one) => covers(one, control, change));
      if (!waiver) return { ...about, state: "failed", reasons, evidence };
      used.add(waiver);
      const waived = `Waived until ${waiver.until} by ${waiver.approvedBy.join(", ")}: ${waiver.reason}`;
      return { ...about, state: "waived", reasons: [...reasons, waived], evidence };
    }
    if (found.every(({ state }) => state === "not-applicable")) {
      const why = found.flatMap(({ reason }) => reason ?? []);
      return { ...about, state: "not-applicable", reasons: [...new Set(why)], evidence };
    }
    return { ...about, state: "held", reasons: [], evidence };
  };
  const judged =
    changes.length > 0 ? changes.map((change) => verdictFor(change)) : verdictOfNow(control, facts, now, verdictFor);
  return {
    id: control.id,
    text: control.text,
    refs: control.refs,
    state: stateOf(judged),
    changes: judged,
    lapses: lapsesOf(judged, changes),
    waivers: [...used],
  };
}

/** The record and what runs are as they are now, also where nothing changed: they are told beside the last change there was. */
function verdictOfNow(
  { requires }: Control,
  { changes }: ControlFacts,
  now: Date,
  verdictFor: (change: Change, requires: Control["requires"]) => ChangeVerdict,
): readonly ChangeVerdict[] {
  const last = changes.at(-1);
  const ofNow = requires.filter(({ predicate }) => predicate === "record" || predicate === "running");
  return last && ofNow.length > 0 ? [verdictFor({ ...last, at: now.toISOString() }, ofNow)] : [];
}

function covers(waiver: ControlWaiver, control: Control, { service, environment, at }: Change): boolean {
  const day = at.slice(0, 10);
  return (
    waiver.control === control.id &&
    waiver.service === service &&
    (waiver.environment === undefined || waiver.environment === environment) &&
    waiver.from <= day &&
    day <= waiver.until
  );
}

function stateOf(judged: readonly ChangeVerdict[]): ControlState {
  for (const state of ["failed", "waived", "held"] as const)
    if (judged.some((one) => one.state === state)) return state;
  return "not-applicable";
}

function lapsesOf(judged: readonly ChangeVerdict[], changes: readonly Change[]): readonly Lapse[] {
  const lapses: Lapse[] = [];
  for (const environment of new Set(changes.map((one) => one.environment))) {
    let open: Lapse | undefined;
    for (const [place, change] of changes.entries()) {
      const one = judged[place];
      if (change.environment !== environment || !one || one.state === "not-applicable") continue;
      const number = change.number === undefined ? [] : [change.number];
      if (one.state === "failed")
        open = open
          ? { ...open, deployments: [...open.deployments, ...number] }
          : { ...(environment === undefined ? {} : { environment }), from: change.at, deployments: number };
      else if (open) {
        lapses.push({ ...open, until: change.at });
        open = undefined;
      }
    }
    if (open) lapses.push(open);
  }
  return lapses;
}
