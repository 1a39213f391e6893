import { compareFindings, compareText, type Files, type Finding } from "@towpath/core";
import type { PlatformModel } from "../platform-model.ts";
import { checkBounds } from "./bounds.ts";
import { checkEngineFiles } from "./engine-files.ts";
import { checkEvidence } from "./evidence.ts";
import { checkGates } from "./gates.ts";
import { checkLifecycles } from "./lifecycles.ts";
import { checkPeople } from "./people.ts";
import { checkPlaceholders } from "./placeholders.ts";
import { checkPromotion } from "./promotion.ts";
import { checkReach } from "./reach.ts";
import { checkRecipes, type KnownDrivers } from "./recipes.ts";
import { reporter } from "./reporter.ts";

/** A platform to be looked through, and what is known beside it. */
export interface PlatformCheckRequest {
  readonly platform: PlatformModel;
  readonly files: Files;
  readonly now: Date;
  /** What the drivers of the local engine give, by name. */
  readonly drivers: KnownDrivers;
  /** What a recipe may say beside the driver, for those of the local engine; nothing is said of a driver that is not here. */
  readonly options?: ReadonlyMap<string, readonly string[]> | undefined;
  /** Names of the platform's own drivers; null where some could not be loaded, and nothing is said of those that are not known. */
  readonly ownDrivers?: readonly string[] | null | undefined;
}

/**
 * Looks through a platform as whoever releases it wants to before three hundred services meet it: what no single service
 * would show. What loading it has said already is not said again. Ordered by place; reads files that recipes name and
 * nothing else.
 */
export function checkPlatform(request: PlatformCheckRequest): readonly Finding[] {
  const { platform, files, now, drivers, options, ownDrivers = [] } = request;
  const { findings, report } = reporter();
  const own = ownDrivers === null ? undefined : new Map(ownDrivers.map((name) => [name, "any"] as const));
  const local: KnownDrivers = new Map([...drivers, ...(own ?? [])]);
  checkPeople(platform, report);
  checkPromotion(platform, report);
  checkGates(platform, now, report);
  checkEngineFiles(platform, files, report);
  checkEvidence(platform, files, report);
  const types = [...platform.types.values()].sort((a, b) => compareText(a.name, b.name));
  for (const type of types) {
    checkLifecycles(type, now, report);
    checkBounds(type, platform, report);
    checkReach(type, platform, report);
    checkRecipes(type, { platform, files, drivers: local, options, ownDrivers: own }, report);
    checkPlaceholders(type, platform, report);
  }
  return findings.sort(compareFindings);
}
