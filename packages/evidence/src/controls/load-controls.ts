import { basename } from "node:path";
import {
  type Finding,
  isJsonObject,
  type Json,
  type JsonObject,
  makeFinding,
  nearest,
  type Place,
} from "@towpath/core";
import { parseDocument } from "@towpath/manifest";
import type { EvidenceErrorCode } from "../errors.ts";
import { BUILT_IN_CONTROLS } from "../generated/controls.ts";
import type { Catalogue, Control, ControlPredicate, ControlWaiver, Requirement } from "./control.ts";
import { controlFlaws } from "./control-flaws.ts";
import { isRule, rulesOf } from "./rules.ts";

/** A file of controls. */
export interface ControlsFile {
  /** As people are shown it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Controls that were read, with what is wrong in their files. */
export interface LoadedControls extends Catalogue {
  readonly findings: readonly Finding[];
}

const PREDICATES: readonly ControlPredicate[] = [
  "provenance",
  "test-result",
  "sbom",
  "source-review",
  "deployment",
  "exception",
  "provision",
  "record",
  "running",
];

/** The catalogue that is built in. */
export function builtInControls(): Catalogue {
  const bytes = new TextEncoder().encode(BUILT_IN_CONTROLS);
  const { controls, waivers } = loadControls([{ name: "controls/towpath.yaml", bytes }]);
  return { controls, waivers };
}

/**
 * Reads a platform's own controls; the built-in ones beside them where a file includes `towpath`, and alone where there is no
 * file. Never throws for what is in a file.
 */
export function loadControls(files: readonly ControlsFile[]): LoadedControls {
  if (files.length === 0) return { ...builtInControls(), findings: [] };
  const read = files.map(readControls);
  const included = read.some(({ includes }) => includes) ? builtInControls().controls : [];
  const controls = new Map<string, Control>(included.map((one) => [one.id, one]));
  const findings: Finding[] = read.flatMap((one) => one.findings);
  for (const { found, places } of read) {
    for (const [index, control] of found.controls.entries()) {
      if (controls.has(control.id))
        findings.push(flaw(`There is a control ${control.id} already.`, places(["controls", index, "id"])));
      else controls.set(control.id, control);
    }
  }
  const waivers = read.flatMap(({ found, places }) =>
    found.waivers.filter((waiver, index) => {
      const at = (key: string) => places(["waivers", index, key]);
      const near = nearest(waiver.control, [...controls.keys()]);
      if (!controls.has(waiver.control))
        findings.push(
          flaw(
            `There is no control ${waiver.control}.`,
            at("control"),
            near === undefined ? [] : [`Did you mean ${near}?`],
          ),
        );
      if (waiver.until < waiver.from) findings.push(flaw("The waiver ends before it begins.", at("until")));
      if (waiver.approvedBy.every((one) => one === waiver.owner))
        findings.push(flaw("Nobody but its owner approved the waiver.", at("approvedBy")));
      return waiver.until >= waiver.from && waiver.approvedBy.some((one) => one !== waiver.owner);
    }),
  );
  return { controls: [...controls.values()], waivers, findings };
}

interface Read {
  readonly found: Catalogue;
  readonly includes: boolean;
  readonly findings: readonly Finding[];
  readonly places: (path: readonly (string | number)[]) => Place;
}

function readControls({ name, bytes }: ControlsFile): Read {
  const { document, findings } = parseDocument(name, bytes);
  const places = (path: readonly (string | number)[]): Place => document?.placeOfValue(path) ?? { file: name };
  const nothing = { found: { controls: [], waivers: [] }, includes: false, places };
  if (!document || findings.length > 0) return { ...nothing, findings };
  const flaws = controlFlaws(document.value, document);
  if (flaws.length > 0 || !isJsonObject(document.value)) {
    const said = flaws.map(({ message, place, suggestions }) => flaw(message, place, suggestions));
    return { ...nothing, findings: said };
  }
  const { controls, waivers, includes } = document.value;
  const unknown: Finding[] = [];
  const found = listOf(controls).map((control, index) => controlOf(control, index, places, unknown));
  return {
    found: { controls: found, waivers: listOf(waivers).map(waiverOf) },
    includes: Array.isArray(includes) && includes.includes("towpath"),
    findings: unknown,
    places,
  };
}

function controlOf(value: JsonObject, index: number, places: Read["places"], unknown: Finding[]): Control {
  const environments = textsOf(value["environments"]);
  const requires = listOf(value["requires"]).flatMap((one, place): readonly Requirement[] => {
    const predicate = PREDICATES.find((name) => name === one["predicate"]);
    const rule = String(one["rule"]);
    if (!predicate) return [];
    if (!isRule(predicate, rule)) {
      const rules = rulesOf(predicate);
      const near = nearest(rule, rules);
      unknown.push(
        flaw(
          `There is no rule ${JSON.stringify(rule)} for ${predicate}.`,
          places(["controls", index, "requires", place, "rule"]),
          [near === undefined ? `There are: ${rules.join(", ")}.` : `Did you mean ${near}?`],
        ),
      );
    }
    const where = Object.entries(isJsonObject(one["where"]) ? one["where"] : {}).map(
      ([path, allowed]): [string, readonly Json[]] => [path, Array.isArray(allowed) ? allowed : [allowed]],
    );
    return [{ predicate, rule, where: Object.fromEntries(where) }];
  });
  return {
    id: String(value["id"]),
    text: String(value["text"]),
    refs: listOf(value["refs"]).map(({ framework, at }) => ({ framework: String(framework), at: String(at) })),
    ...(environments.length > 0 ? { environments } : {}),
    requires,
  };
}

function waiverOf(value: JsonObject): ControlWaiver {
  const { control, service, environment, reason, owner, approvedBy, from, until } = value;
  return {
    control: String(control),
    service: String(service),
    ...(typeof environment === "string" ? { environment } : {}),
    reason: String(reason),
    owner: String(owner),
    approvedBy: textsOf(approvedBy),
    from: String(from),
    until: String(until),
  };
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function flaw(message: string, place: Place, suggestions: readonly string[] = []): Finding {
  return makeFinding({
    code: "evidence/controls" satisfies EvidenceErrorCode,
    message,
    docs: "packages/operations/docs/errors.md#evidence-controls",
    places: [place],
    suggestions,
    discriminator: `${basename(place.file)} ${place.pointer ?? ""} ${message}`,
  });
}
