import { compareText, type Effects, type Finding, type Level, type Outcome } from "@towpath/core";
import { environmentsOf, type Graph, mergeFindings, rememberingPaths, resolve } from "@towpath/manifest";
import { findManifests } from "../documents/find-manifests.ts";
import { documentReader, isInvalid } from "../documents/open-documents.ts";
import { platformLayers, serviceLayers } from "../fleet/policy-layers.ts";
import { checkByPacks } from "../packs/check-by-packs.ts";
import type { Packs } from "../packs/packs.ts";

/** What a service would be told by one pack and not by another. */
export interface ServiceDifference {
  readonly service: string;
  readonly manifest: string;
  readonly rule: string;
  readonly address: string;
  readonly environments: readonly string[];
  readonly level: Level;
  /** `upcoming` where the rule holds from a later day on. */
  readonly outcome: Outcome;
  readonly message: string;
}

/** What would change for the services that were looked at. Waivers are left aside. */
export interface ServicesCompared {
  /** How many were looked at. */
  readonly services: number;
  readonly failing: readonly ServiceDifference[];
  readonly passing: readonly ServiceDifference[];
  /** Manifests that could not be checked, for something is wrong with them. */
  readonly unusable: readonly string[];
}

const COUNTS: ReadonlySet<Outcome> = new Set<Outcome>(["fail", "upcoming", "error"]);

/** Checks services by the rules of two packs, each by its own platform's levels and parameters. */
export async function compareServices(
  globs: readonly string[],
  platform: string | undefined,
  before: Packs,
  after: Packs,
  effects: Effects,
): Promise<ServicesCompared> {
  const now = effects.clock.now();
  const open = documentReader(platform, { ...effects, files: rememberingPaths(effects.files) });
  const [failing, passing]: [ServiceDifference[], ServiceDifference[]] = [[], []];
  const unusable: string[] = [];
  let services = 0;
  for (const manifest of await findManifests(globs, effects, "--fleet")) {
    effects.signal.throwIfAborted();
    const { service, platform: offered, findings } = await open(manifest);
    const resolved =
      service && offered
        ? environmentsOf(service, offered).map((environment) =>
            resolve({ service, platform: offered, environment, now }),
          )
        : [];
    if (!service || !offered || [...findings, ...resolved.flatMap((one) => one.findings)].some(isInvalid)) {
      unusable.push(manifest);
      continue;
    }
    services += 1;
    const graphs = resolved.flatMap(({ graph }): readonly Graph[] => (graph ? [graph] : []));
    const check = async (packs: Packs): Promise<readonly Finding[]> => {
      const asked = {
        services: [{ document: service, graphs, ...serviceLayers(service) }],
        ...platformLayers(offered),
        now,
      };
      const found = (await checkByPacks(packs, asked)).findings;
      return mergeFindings(found.filter(({ outcome, code }) => COUNTS.has(outcome) && !code.startsWith("policy/")));
    };
    const [old, fresh] = [await check(before), await check(after)];
    const about = (finding: Finding): ServiceDifference => ({
      service: service.name,
      manifest,
      rule: finding.code,
      address: finding.address,
      environments: finding.environments,
      level: finding.level,
      outcome: finding.outcome,
      message: finding.message,
    });
    failing.push(...without(fresh, old).map(about));
    passing.push(...without(old, fresh).map(about));
  }
  const order = (a: ServiceDifference, b: ServiceDifference): number =>
    compareText(a.service, b.service) || compareText(a.rule, b.rule) || compareText(a.address, b.address);
  return { services, failing: failing.sort(order), passing: passing.sort(order), unusable };
}

/**
 * What is found here and not there, or there as advice only, in each environment. What holds from a later day on counts as
 * found.
 */
function without(here: readonly Finding[], there: readonly Finding[]): readonly Finding[] {
  const known = new Set(there.flatMap(keysOf));
  return here.flatMap((finding): readonly Finding[] => {
    if (finding.environments.length === 0) return known.has(keyOf(finding, "", finding.level)) ? [] : [finding];
    const environments = finding.environments.filter((name) => !known.has(keyOf(finding, name, finding.level)));
    return environments.length === 0 ? [] : [{ ...finding, environments }];
  });
}

/** What is mandatory would also have been found as advice. */
function keysOf(finding: Finding): readonly string[] {
  const environments = finding.environments.length === 0 ? [""] : finding.environments;
  const levels: readonly Level[] = finding.level === "mandatory" ? ["mandatory", "advisory"] : ["advisory"];
  return environments.flatMap((name) => levels.map((level) => keyOf(finding, name, level)));
}

function keyOf({ fingerprint }: Finding, environment: string, level: Level): string {
  return `${fingerprint} ${environment} ${level}`;
}
