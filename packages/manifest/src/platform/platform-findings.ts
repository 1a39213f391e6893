import { type Finding, own, type Range } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import type { PlatformEnvironment, PlatformManifest, SettingOverlay } from "../generated/platform.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { defaultOf, overlaid } from "../setting/definition.ts";
import { engineFlaws } from "./engine-findings.ts";
import { gateFlaws } from "./gate-findings.ts";
import { isBrokenType, type PlatformModel } from "./platform-model.ts";
import { ownFlaws } from "./resource-type-findings.ts";
import { stateFlaws } from "./state-findings.ts";

/** What is wrong with a platform that its schema cannot say: names of engines, types, settings and environments. */
export function platformFindings(
  document: PlatformManifest,
  source: SourceDocument,
  known: Pick<PlatformModel, "types" | "brokenTypes" | "missingTypes">,
): readonly Finding[] {
  const { types } = known;
  const found: Finding[] = [];
  const report = (
    code:
      | "manifest/unknown-engine"
      | "manifest/unknown-environment"
      | "manifest/unknown-type"
      | "manifest/unknown-setting"
      | "manifest/invalid-value"
      | "manifest/missing-key"
      | "manifest/no-engine"
      | "manifest/placeholder"
      | "manifest/secret-exposed"
      | "manifest/unknown-key",
    path: readonly string[],
    message: string,
    suggestions: readonly string[] = [],
    isKey = false,
    isSecret = false,
  ): void => {
    const place = isKey ? source.placeOfKey(path) : source.placeOfValue(path);
    const places = [isSecret ? { ...place, isSecret } : place];
    found.push(finding({ code, message, places, address: path.join("."), suggestions, discriminator: message }));
  };
  const environments = Object.keys(document.environments);
  for (const [name, environment] of Object.entries(document.environments)) {
    const at = ["environments", name];
    if ((environment.engine === undefined) === (environment.engines === undefined))
      report(
        "manifest/no-engine",
        at,
        environment.engine
          ? `The environment ${name} has both engine and engines.`
          : `The environment ${name} has no engine.`,
        ["Write `engine: local`, or several under `engines:`."],
        true,
      );
    const engines = enginesOf(environment);
    for (const [what, engine] of Object.entries(environment.place ?? {})) {
      if (!engines.includes(engine))
        report(
          "manifest/unknown-engine",
          [...at, "place", what],
          `The environment ${name} has no engine ${shown(engine)}.`,
          didYouMean(engine, engines),
        );
      if (what !== "workload" && what !== "*" && !types.has(what) && !isBrokenType(what, known))
        report(
          "manifest/unknown-type",
          [...at, "place", what],
          `There is no resource type ${shown(what)} to place.`,
          didYouMean(what, [...types.keys(), "workload", "*"]),
          true,
        );
    }
    for (const [type, settings] of Object.entries(environment.settings ?? {})) {
      const model = types.get(type);
      if (!model) {
        if (!isBrokenType(type, known))
          report(
            "manifest/unknown-type",
            [...at, "settings", type],
            `There is no resource type ${shown(type)}.`,
            didYouMean(type, [...types.keys()]),
            true,
          );
        continue;
      }
      const definitions = new Map(Object.entries(model.document.settings ?? {}));
      for (const [setting, over] of Object.entries(settings)) {
        const path = [...at, "settings", type, setting];
        const definition = definitions.get(setting);
        if (!definition) {
          report(
            "manifest/unknown-setting",
            path,
            `${type} has no setting ${shown(setting)}.`,
            didYouMean(setting, [...definitions.keys()]),
            true,
          );
          continue;
        }
        for (const flaw of overlayFlaws(definition, over, path, setting))
          report(
            flaw.isUnknown ? "manifest/unknown-setting" : "manifest/invalid-value",
            flaw.path,
            flaw.isUnknown
              ? `${type} has no setting ${shown(flaw.label)}.`
              : `${flaw.label} of ${type} is ${flaw.message}.`,
            flaw.suggestions,
            flaw.isUnknown,
          );
      }
    }
    const ofState = [...at, "state"];
    const isWritten = (option: string) =>
      !isSameRange(source.placeOfKey([...ofState, option]).range, source.placeOfKey(ofState).range);
    for (const flaw of environment.state ? stateFlaws(name, environment.state, isWritten) : [])
      report(flaw.code, [...ofState, ...flaw.path], flaw.message, flaw.suggestions, flaw.isKey);
    if (environment.artifacts?.oci !== undefined && environment.artifacts.directory !== undefined)
      report(
        "manifest/invalid-value",
        [...at, "artifacts", "directory"],
        `The environment ${name} keeps its artifacts in both oci and directory.`,
        ["Keep one of the two."],
      );
    const hasKey = (path: readonly string[]) =>
      !isSameRange(source.placeOfKey([...at, ...path]).range, source.placeOfKey([...at, ...path.slice(0, -1)]).range);
    for (const flaw of gateFlaws(name, environment, hasKey))
      report(flaw.code, [...at, ...flaw.path], flaw.message, flaw.suggestions);
    for (const flaw of engineFlaws(environment))
      report(flaw.code, [...at, ...flaw.path], flaw.message, flaw.suggestions, flaw.isKey, flaw.isSecret);
    const from = environment.promoteFrom?.environment;
    if (from !== undefined && (from === name || !environments.includes(from)))
      report(
        "manifest/unknown-environment",
        [...at, "promoteFrom", "environment"],
        from === name
          ? `The environment ${name} is promoted from itself.`
          : `There is no environment ${shown(from)} to promote from.`,
        didYouMean(
          from,
          environments.filter((other) => other !== name),
        ),
      );
  }
  for (const [rule, level] of Object.entries(document.policies?.levels ?? {})) {
    if (typeof level === "string") continue;
    for (const environment of Object.keys(level))
      if (!environments.includes(environment))
        report(
          "manifest/unknown-environment",
          ["policies", "levels", rule, environment],
          `There is no environment ${shown(environment)}.`,
          didYouMean(environment, environments),
          true,
        );
  }
  return found;
}

/** A path that leads nowhere has the place of what is around it. */
function isSameRange(a: Range | undefined, b: Range | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The names of an environment's engines. */
function enginesOf(environment: PlatformEnvironment): readonly string[] {
  return environment.engine === undefined ? Object.keys(environment.engines ?? {}) : [environment.engine];
}

interface OverlayFlaw {
  readonly isUnknown: boolean;
  readonly path: readonly string[];
  /** `backup.retentionDays` */
  readonly label: string;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** What is wrong with what an environment says of a setting, down to its parts. */
function overlayFlaws(
  definition: NestedSetting,
  over: SettingOverlay,
  path: readonly string[],
  label: string,
): readonly OverlayFlaw[] {
  const found: OverlayFlaw[] = [];
  const changed = overlaid(definition, over);
  const value = defaultOf(over);
  const key = over.default === undefined ? "const" : "default";
  if (value !== undefined)
    for (const flaw of ownFlaws(changed, value))
      found.push({
        isUnknown: false,
        path: [...path, key],
        label,
        message: `${shown(flaw.found)}; expected ${flaw.expected}`,
        suggestions: [],
      });
  const parts = definition.properties ?? {};
  for (const [name, nested] of Object.entries(over.properties ?? {})) {
    const [at, of] = [[...path, "properties", name], `${label}.${name}`];
    const part = own(parts, name);
    if (part) found.push(...overlayFlaws(part, nested, at, of));
    else
      found.push({
        isUnknown: true,
        path: at,
        label: of,
        message: "",
        suggestions: didYouMean(name, Object.keys(parts)),
      });
  }
  return found;
}
