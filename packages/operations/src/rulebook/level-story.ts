import { own, type Place } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import { type LevelName, type Levels, levelOf, type PackRule, strictest } from "@towpath/policy";
import type { LoadedPack } from "../packs/packs.ts";

/** What one layer says of a rule's level. */
export interface LevelSaid {
  /** `the pack @acme/policy`, `the platform acme`, `the service orders`. */
  readonly by: string;
  readonly level: LevelName;
  readonly place: Place | undefined;
  /** It is what holds: of a platform and a service that say the same, the platform. */
  readonly holds: boolean;
}

/** The level of a rule in one environment, and who says what, from the pack up. */
export interface LevelStory {
  readonly environment: string;
  readonly level: LevelName;
  readonly said: readonly LevelSaid[];
}

/** Says who decides how strictly a rule is taken, in each environment. */
export function levelStories(
  { rule, level: fallback }: PackRule,
  packs: readonly LoadedPack[],
  platform: PlatformModel,
  service: ServiceDocument | undefined,
  environments: readonly string[],
): readonly LevelStory[] {
  const ofPacks = packs.map((pack) => ({
    by: `the pack ${pack.name}`,
    level: pack.rules.find((one) => one.rule === rule)?.level ?? fallback,
    place: placeOfPack(pack, platform),
  }));
  return environments.map((environment): LevelStory => {
    const ofPlatform = said(rule.id, environment, platform.levels, `the platform ${platform.name}`, platform.source);
    const ofService =
      service && said(rule.id, environment, service.levels, `the service ${service.name}`, service.source);
    const base = ofPlatform?.level ?? strictest(ofPacks.map(({ level }) => level));
    const level = ofService ? strictest([base, ofService.level]) : base;
    const layers = [...ofPacks, ...(ofPlatform ? [ofPlatform] : []), ...(ofService ? [ofService] : [])];
    const holding =
      ofService && level !== base ? ofService : (ofPlatform ?? ofPacks.find((one) => one.level === level));
    return { environment, level, said: layers.map((layer) => ({ ...layer, holds: layer === holding })) };
  });
}

function said(
  rule: string,
  environment: string,
  levels: Levels,
  by: string,
  source: PlatformModel["source"] | ServiceDocument["source"],
): Omit<LevelSaid, "holds"> | undefined {
  const written = own(levels, rule);
  if (written === undefined) return undefined;
  const isEach = typeof written !== "string";
  if (isEach && !Object.hasOwn(written, environment)) return undefined;
  const path = ["policies", "levels", rule, ...(isEach ? [environment] : [])];
  return { by, level: levelOf(rule, environment, levels, "off"), place: source.placeOfKey(path) };
}

function placeOfPack({ reference }: LoadedPack, platform: PlatformModel): Place | undefined {
  const index = platform.packs.indexOf(reference);
  return index === -1 ? undefined : platform.placeOf(`/policies/packs/${index}`);
}
