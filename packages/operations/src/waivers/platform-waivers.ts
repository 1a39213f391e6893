import { type Finding, makeFinding, nearest } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";
import type { Packs } from "../packs/packs.ts";
import { applyWaivers } from "./apply-waivers.ts";
import { boundFlaws } from "./bound-flaws.ts";

const UNUSED = "waiver/unused";

/**
 * What is wrong with a platform's waivers whatever services there are: rules that no pack has, days that do not fit or are
 * soon over, environments that there are not, bounds that are no conditions. Whether one is needed only a check of its
 * service shows.
 */
export async function platformWaiverFindings(
  waivers: readonly Waiver[],
  platform: PlatformModel,
  packs: Packs,
  now: Date,
): Promise<readonly Finding[]> {
  const named = waivers.flatMap(({ subject: { service } }) => (service === undefined ? [] : [service]));
  const { findings } = await applyWaivers([], {
    waivers: waivers.map((waiver) => ({ waiver, source: "platform" })),
    findings: [],
    ignores: [],
    packs,
    platform,
    graphs: [],
    scope: {
      services: new Map(named.map((name) => [name, { environments: [], isWhole: false }])),
      hasPlan: false,
      hasRepository: false,
      // For waivers that are for no service: those of files.
      hasFleet: true,
    },
    now,
  });
  const said = findings.filter(({ code }) => code !== UNUSED);
  return [
    ...said,
    ...(await boundFlaws(waivers)),
    ...waivers.flatMap((waiver) => environmentFindings(waiver, platform)),
  ];
}

function environmentFindings(
  { id, subject: { service, environment }, place, places }: Waiver,
  { name, environments }: PlatformModel,
): readonly Finding[] {
  if (environment === undefined || environments.includes(environment)) return [];
  const near = nearest(environment, environments);
  return [
    makeFinding({
      code: UNUSED,
      message: `The waiver ${id} covers nothing: the platform ${name} has no environment "${environment}".`,
      docs: "packages/policy/docs/waivers.md#waiverunused",
      level: "advisory",
      service,
      address: `waivers.${id}`,
      places: [places.subject ?? place],
      suggestions: [near === undefined ? `There are ${environments.join(", ")}.` : `Did you mean "${near}"?`],
    }),
  ];
}
