import { address, own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { type Reading, readDifferences, worstRisk } from "@towpath/manifest/difference";
import { type Difference, jsonDifferences, type RecordedResource } from "@towpath/provisioning";

/** The settings of a resource as they are handed over, as far as they are known. Without secret ones. */
export interface HandedSettings {
  readonly known: RecordedResource["settings"];
  /** Names of those that hold outputs of something that is not there yet. */
  readonly unknown: readonly string[];
}

/**
 * What the manifest and the platform say now against what they said when it was last applied, each with its origin.
 *
 * @param isUnknown whether some of what it gets from other engines is not known yet
 */
export function declaredDifferences(
  resource: GraphResource,
  record: RecordedResource | undefined,
  isUnknown: boolean,
  handed: HandedSettings,
): readonly Difference[] {
  const { version, variant, origin } = resource;
  return [
    ...(record ? withOrigin(jsonDifferences("type", record.type, resource.type), origin) : []),
    ...withOrigin(
      jsonDifferences("variant", record?.variant, variant?.known ? variant.value : undefined),
      variant?.origin,
    ),
    ...withOrigin(
      jsonDifferences("version", record?.version, version?.known ? version.value : undefined),
      version?.origin,
    ),
    ...settingDifferences(resource, record, isUnknown, handed),
  ];
}

function settingDifferences(
  resource: GraphResource,
  record: RecordedResource | undefined,
  isUnknown: boolean,
  handed: HandedSettings,
): readonly Difference[] {
  const recorded = record?.settings ?? {};
  const names = new Set([...Object.keys(resource.settings), ...Object.keys(recorded)]);
  return [...names].flatMap((name): readonly Difference[] => {
    const path = address("settings", name);
    const setting = own(resource.settings, name);
    const before = own(recorded, name);
    const at = setting ? { origin: setting.origin } : {};
    const isLater = setting?.known === false && isUnknown;
    if (setting?.isSecret || setting?.template?.isSecret)
      return record && !isLater ? [] : [{ path, unknown: isLater, secret: true, ...at }];
    if (!handed.unknown.includes(name))
      return withOrigin(jsonDifferences(path, before, own(handed.known, name)), setting?.origin);
    return [{ path, ...(before === undefined ? {} : { before }), unknown: true, secret: false, ...at }];
  });
}

/**
 * What the resource type says of these changes, beside what Terraform says: another version is an upgrade, and what restarts
 * does so. Whether something is made anew is Terraform's to say.
 *
 * @param isTouched whether anything is done to what is there
 */
export function declaredReading(
  resource: GraphResource,
  declared: readonly Difference[],
  isTouched: boolean,
): Reading<"update" | "upgrade"> {
  const isUpgrade = declared.some(({ path }) => path === "version");
  const { action, risk } = readDifferences(resource, declared);
  const restart = isTouched && action !== "replace" ? risk : "none";
  if (!isUpgrade) return { action: "update", risk: restart, reasons: [] };
  return {
    action: "upgrade",
    risk: isTouched ? worstRisk([restart, "downtime"]) : "none",
    reasons: ["Another version is wanted."],
  };
}

function withOrigin(differences: readonly Difference[], origin: Difference["origin"]): readonly Difference[] {
  return origin ? differences.map((difference) => ({ ...difference, origin })) : differences;
}
