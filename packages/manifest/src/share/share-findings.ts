import { compareText, type Finding, type Place } from "@towpath/core";
import { finding, shown } from "../finding.ts";
import { type Asked, type SharedResource, type SharingGraph, sharedResources } from "./shared-resources.ts";

/**
 * What services want of a resource that they share, where they want it differently. Who asks for nothing takes it as the
 * others have it. See https://docs.score.dev, Resources.
 */
export function shareFindings(all: readonly SharedResource[]): readonly Finding[] {
  return conflicts(all, (a, b) => a.service !== b.service);
}

/** The same of the resources of one service in one environment. */
export function ownShareFindings(graph: SharingGraph): readonly Finding[] {
  return conflicts(sharedResources([graph]), () => true);
}

function conflicts(
  all: readonly SharedResource[],
  isMeant: (a: SharedResource, b: SharedResource) => boolean,
): readonly Finding[] {
  const groups = new Map<string, SharedResource[]>();
  for (const one of all) {
    const key = [one.platform, one.environment, one.share].join("\n");
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => compareText(a.service, b.service) || compareText(a.address, b.address));
    return (["choices", "settings", "annotations"] as const).flatMap((what) => {
      const asking = sorted.filter(({ asked }) => Object.keys(asked[what]).length > 0);
      const [first] = asking;
      return asking.slice(1).flatMap((one) => (first && isMeant(first, one) ? (conflict(first, one, what) ?? []) : []));
    });
  });
}

function conflict(
  first: SharedResource,
  one: SharedResource,
  what: keyof SharedResource["asked"],
): Finding | undefined {
  const [theirs, mine] = [first.asked[what], one.asked[what]];
  const name = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
    .sort(compareText)
    .find((key) => theirs[key]?.value !== mine[key]?.value && !(what === "choices" && !(theirs[key] && mine[key])));
  if (name === undefined) return undefined;
  const of = first.service === one.service ? first.address : `${first.address} of ${first.service}`;
  return finding({
    code: "manifest/share-conflict",
    message: `${one.address} and ${of} are the same ${one.share}, and want it differently: ${name} is ${said(mine, name)} here and ${said(theirs, name)} there.`,
    places: [placeOf(mine, name, one), placeOf(theirs, name, first)],
    service: one.service,
    address: one.address,
    environments: [one.environment],
    suggestions: ["Say the same in both, or in one of them only; or share it under another name."],
    discriminator: `${what} ${name} ${first.service} ${first.address}`,
  });
}

function said(asked: Asked, name: string): string {
  const value = asked[name]?.value;
  return value === undefined ? "not said" : shown(JSON.parse(value));
}

function placeOf(asked: Asked, name: string, { place }: SharedResource): Place {
  return asked[name]?.place ?? place;
}
