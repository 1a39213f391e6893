import { own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { isSameJson, jsonDifferences, readDifferences, readReplacement, worstRisk } from "@towpath/manifest/difference";
import type { Observed } from "../driver.ts";
import type { Action, Change, Difference, Risk } from "../plan.ts";
import type { RecordedResource } from "../state/state-document.ts";
import type { Desired, PlannedPresence } from "./planned.ts";

type Assessment = Pick<Change, "action" | "risk" | "reasons" | "diff">;
type Subject = Pick<
  PlannedPresence,
  "resource" | "driver" | "desired" | "recorded" | "isOrphan" | "observed" | "begun"
>;

/** What to do about something that is on record and there; `from` is the address it had before a rename. */
export function assessExisting(
  subject: Subject & Required<Pick<Subject, "recorded" | "observed">>,
  from: string | undefined,
): Assessment {
  const { resource, desired, recorded, observed, driver, isOrphan } = subject;
  if (!recorded || !observed) throw new TypeError("Only what is on record and there can be compared.");
  const declared = declaredDifferences(resource, desired, recorded);
  const moved: readonly Difference[] =
    from === undefined
      ? []
      : [{ path: "address", before: from, after: resource.address, unknown: false, secret: false }];
  const moveReasons = from === undefined ? [] : [`Renamed from ${from}; the thing stays.`];
  const isAdopted = isOrphan || recorded.adopted === true;
  const base: Action = isAdopted ? "adopt" : "update";
  const orphanReasons = isOrphan
    ? ["It was kept when it left the manifest, and is taken over again."]
    : recorded.adopted
      ? ["It was taken over by its id."]
      : [];

  if (recorded.type !== resource.type)
    return replacement(
      resource,
      [...moved, ...declared],
      [`The type changes from ${recorded.type} to ${resource.type}.`],
    );
  if (recorded.driver !== resource.recipe.driver)
    return replacement(resource, [...moved, ...declared], ["Another driver makes it now."]);
  if (desired.want === undefined)
    return {
      action: base,
      risk: "unknown",
      reasons: [
        ...orphanReasons,
        ...moveReasons,
        "It depends on values that are known only when others are there.",
        ...knownReplacement(resource, declared),
      ],
      diff: [...moved, ...declared],
    };

  const isDifferent = !isSameJson(observed.want, desired.want);
  const isBroken = observed.status !== "ready";
  const brokenRisk: Risk = observed.status === "failed" ? "restart" : "none"; // nobody uses what is stopped
  const before = recorded.adopted ? desired.want : recorded.want; // what is taken over was never applied
  const drift = isDifferent ? jsonDifferences("actual", before, observed.want) : [];
  const recipe =
    isDifferent && declared.length === 0 && drift.length === 0
      ? jsonDifferences("recipe", recorded.want, desired.want)
      : [];
  const missing = missingOutputs(resource, recorded, observed);
  const diff = [...moved, ...declared, ...drift, ...recipe, ...missing];
  const reasons = [...orphanReasons, ...moveReasons];
  if (missing.length > 0) reasons.push("Not all of its outputs are on record.");
  if (drift.length > 0 && !recorded.adopted) reasons.push("What is there differs from what was applied.");
  if (recipe.length > 0) reasons.push("The recipe makes it in another way than when it was applied.");
  if (isBroken) reasons.push(observed.message ?? (observed.status === "failed" ? "It has failed." : "It is stopped."));

  if (isDifferent) {
    const assessed = driver.assess?.(desired.want, observed) ?? readDifferences(resource, declared);
    if (assessed.action === "replace") return replacement(resource, diff, [...reasons, ...assessed.reasons]);
    return {
      action: isAdopted ? "adopt" : assessed.action,
      risk: worstRisk([assessed.risk, brokenRisk, outputRisk(missing)]),
      reasons: [...reasons, ...assessed.reasons],
      diff,
    };
  }
  if (isBroken) return { action: base, risk: worstRisk([brokenRisk, outputRisk(missing)]), reasons, diff };
  if (diff.length === 0 && !isAdopted) {
    if (!isHalfDone(subject)) return { action: "none", risk: "none", reasons: [], diff };
    return { action: base, risk: "none", reasons: ["A run that was interrupted had begun to change it."], diff };
  }
  if (declared.length > 0) reasons.push("It is recorded; nothing changes in what is there.");
  return { action: base, risk: outputRisk(missing), reasons, diff };
}

/** What says already that it would be made anew, whatever the other values come to be: carrying that out is refused then. */
function knownReplacement(resource: GraphResource, declared: readonly Difference[]): readonly string[] {
  const known = readDifferences(
    resource,
    declared.filter(({ unknown }) => !unknown),
  );
  return known.action === "replace" ? known.reasons : [];
}

/** What the type promises and nobody has: of a thing that was taken over, or a type that promises more than it did. */
function missingOutputs(
  resource: GraphResource,
  recorded: RecordedResource,
  observed: Observed,
): readonly Difference[] {
  return Object.entries(resource.outputs)
    .filter(([name]) => own(recorded.outputs, name) === undefined && own(observed.outputs, name) === undefined)
    .map(([name, { isSecret }]) => ({ path: `outputs.${name}`, unknown: true, secret: isSecret }));
}

/** Whoever uses a secret that is made anew has to take the new one. */
function outputRisk(missing: readonly Difference[]): Risk {
  return missing.some(({ secret }) => secret) ? "restart" : "none";
}

/** A step was begun and had an effect, but its end is on no record: its driver is asked again. */
function isHalfDone({ begun, recorded, observed }: Subject): boolean {
  if (begun?.action !== "update" || !recorded || !observed) return false;
  return !isSameJson(recorded.want, observed.want) || !isSameJson(recorded.have, observed.have);
}

/** What to do about something that is not there, or not on record. */
export function assessNew(subject: Subject): Assessment {
  const { resource, desired, recorded, observed, begun } = subject;
  const diff = declaredDifferences(resource, desired, undefined);
  const create = (...reasons: string[]): Assessment => ({ action: "create", risk: "none", reasons, diff });
  if (begun?.action === "create") return create("A run that was interrupted had begun to make it.");
  if (recorded) return create("It is on record, but no longer there.");
  if (begun) return create("A run that was interrupted had begun to take it down.");
  if (!observed) return create();
  return { action: "adopt", risk: "none", reasons: ["It is there already, but on no record."], diff };
}

/** What the manifest and the platform say now against what they said when it was made. */
function declaredDifferences(
  resource: GraphResource,
  desired: Desired,
  recorded: RecordedResource | undefined,
): readonly Difference[] {
  const { known, unknown } = desired.settings;
  const names = new Set([...Object.keys(known), ...Object.keys(recorded?.settings ?? {})]);
  const settings = [...names]
    .filter((name) => !unknown.includes(name))
    .flatMap((name) =>
      withOrigin(
        jsonDifferences(`settings.${name}`, recorded && own(recorded.settings, name), own(known, name)),
        own(resource.settings, name)?.origin,
      ),
    );
  const notYet = unknown.map((name): Difference => {
    const before = recorded && own(recorded.settings, name);
    const origin = own(resource.settings, name)?.origin;
    return {
      path: `settings.${name}`,
      ...(before === undefined ? {} : { before }),
      unknown: true,
      secret: false,
      origin,
    };
  });
  return [
    ...(recorded ? withOrigin(jsonDifferences("type", recorded.type, resource.type), resource.origin) : []),
    ...withOrigin(jsonDifferences("variant", recorded?.variant, desired.variant), resource.variant?.origin),
    ...withOrigin(jsonDifferences("version", recorded?.version, desired.version), resource.version?.origin),
    ...settings,
    ...notYet,
  ];
}

function withOrigin(differences: readonly Difference[], origin: Difference["origin"]): readonly Difference[] {
  return origin ? differences.map((difference) => ({ ...difference, origin })) : differences;
}

function replacement(resource: GraphResource, diff: readonly Difference[], reasons: readonly string[]): Assessment {
  return { ...readReplacement(resource, reasons), diff };
}
