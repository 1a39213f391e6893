import type { GraphResource } from "@towpath/manifest";
import { type Difference, type RecordedResource, worstRisk } from "@towpath/provisioning";
import { type Assessment, riskOfParts, UNCHANGED } from "./assessment.ts";
import type { ChangesRequest } from "./changes-request.ts";
import { declaredDifferences, declaredReading } from "./declared-differences.ts";
import { partReasons } from "./part-reasons.ts";
import { shownParts } from "./shown-parts.ts";
import type { Subject } from "./subjects-of.ts";
import type { ThingChange } from "./terraform-plan.ts";

/** Of what is called as on record nothing is handed over anew. */
const NOT_HANDED = { known: {}, unknown: [] };

/** What becomes of what is wanted. */
export function assessWanted(subject: Subject, resource: GraphResource, request: ChangesRequest): Assessment {
  const { address, things, runs, record, isOrphan, notes, isDeferred } = subject;
  const { root, moved, settings } = request;
  const isStateful = resource.isStateful || record?.isStateful === true;
  const isUnknown = root.unknown.has(address);
  const there = things.filter(({ action }) => action !== "create");
  const touched = things.filter(({ action, importing }) => action !== "none" || importing !== undefined);
  const declared = (before: RecordedResource | undefined) =>
    declaredDifferences(resource, before, isUnknown, settings.get(address) ?? NOT_HANDED);
  const parts = [...shownParts(things), ...runs];

  if (there.length === 0 && (things.length > 0 || !record)) {
    const reasons = record ? ["It is on record, but no longer there."] : [];
    return {
      action: "create",
      risk: "none",
      reasons: [...reasons, ...notes],
      diff: [...declared(undefined), ...parts],
    };
  }

  const from = moved.get(address) ?? record?.movedFrom;
  const renamed: readonly Difference[] =
    from === undefined ? [] : [{ path: "address", before: from, after: address, unknown: false, secret: false }];
  const said = declared(record);
  const diff = [...renamed, ...said, ...parts];
  const isTaken = things.some(({ importing }) => importing !== undefined);
  // Where nothing that is told is unknown, Terraform knows what it will do.
  const isOpen = isDeferred || (isUnknown && diff.some(({ unknown }) => unknown));
  if (record && !isOrphan && !isTaken && diff.length === 0 && touched.length === 0 && !isOpen)
    return { ...UNCHANGED, reasons: notes };

  const isRecorded = record !== undefined && touched.length === 0 && runs.length === 0 && said.length > 0 && !isOpen;
  const reading = declaredReading(resource, said, touched.length > 0 || isOpen);
  const isRemade = things.some(
    (thing) =>
      thing.action === "replace" && riskOfParts({ ...subject, things: [thing] }, isStateful, request) !== "none",
  );
  const risk = riskOfParts(subject, isStateful, request);
  const reasons = [
    ...(isOrphan ? ["It was kept when it left the manifest, and is taken over again."] : []),
    ...(record || isTaken ? [] : [unrecorded(things)]),
    ...(from === undefined || isRemade ? [] : [`Renamed from ${from}; the thing stays.`]),
    ...partReasons(things),
    ...(from !== undefined && isRemade ? [`Renamed from ${from}.`] : []),
    ...(isOpen && !isDeferred ? ["It depends on values that are known only when others are there."] : []),
    ...(isRecorded ? ["It is recorded; nothing changes in what is there."] : []),
    ...(isRemade || !record ? [] : reading.reasons),
    ...notes,
  ];
  const isBegun = !record && !isTaken && touched.length > 0;
  return {
    action: isRemade ? "replace" : isBegun ? "create" : !record || isOrphan || isTaken ? "adopt" : reading.action,
    risk: worstRisk([risk, isOpen ? "unknown" : "none", record ? reading.risk : "none"]),
    reasons,
    diff,
  };
}

function unrecorded(things: readonly ThingChange[]): string {
  return things.some(({ action }) => action === "create")
    ? "It is on no record: a run that began to make it did not come to its end."
    : "It is there already, but on no record.";
}
