import { type Finding, isJsonObject } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import { CURRENT_API_VERSION, UPGRADES, type Upgrade, upgradeFrom } from "./upgrade.ts";

/**
 * What is wrong with a document's version of the format: an older one that `towpath upgrade` brings up to date, one of a
 * newer Towpath, or one that never was. Undefined for the present one, and for what is no version of Towpath at all: that is
 * for the schema to say.
 */
export function apiVersionFinding(
  document: SourceDocument,
  upgrades: readonly Upgrade[] = UPGRADES,
): Finding | undefined {
  const value = isJsonObject(document.value) ? document.value : {};
  const version = value["apiVersion"];
  if (typeof version !== "string" || version === CURRENT_API_VERSION || !isTowpathVersion(version)) return undefined;
  const facts = { places: [document.placeOfValue(["apiVersion"])], address: "apiVersion", discriminator: version };
  if (upgradeFrom(version, value["kind"], upgrades))
    return finding({
      ...facts,
      code: "manifest/old-api-version",
      message: `This document is of ${version}; this Towpath reads ${CURRENT_API_VERSION}.`,
      suggestions: [`Run ${commandFor(document.file)}: it shows what would change, and asks.`],
    });
  const isNewer = rank(version) > rank(CURRENT_API_VERSION);
  return finding({
    ...facts,
    code: "manifest/api-version",
    message: isNewer
      ? `${shown(version)} was made by a newer Towpath; this one reads ${CURRENT_API_VERSION}.`
      : `There is no ${shown(version)} that this Towpath knows; it reads ${CURRENT_API_VERSION}.`,
    suggestions: isNewer
      ? ["Update Towpath where this runs: npm install --save-dev towpath@latest, or a later version of the action."]
      : [`Write apiVersion: ${CURRENT_API_VERSION}.`],
  });
}

/** True for any version of Towpath's documents, also for one that is not known. */
export function isTowpathVersion(version: unknown): version is string {
  return typeof version === "string" && version.startsWith("towpath.dev/");
}

/** A name that a shell would take for more than a name is not put into a command to copy. */
function commandFor(file: string): string {
  return /^[\w./@-]+$/.test(file) && !file.startsWith("-")
    ? `towpath upgrade ${file}`
    : "towpath upgrade with this file";
}

const STAGES = new Map([
  ["alpha", 0],
  ["beta", 1],
]);

/** Orders versions as Kubernetes does: v1alpha1, v1beta1, v1beta2, v1, v2alpha1. What is no version comes before all. */
function rank(version: string): number {
  const [, major, stage, minor] = /\/v([0-9]{1,4})(?:(alpha|beta)([0-9]{1,3}))?$/.exec(version) ?? [];
  if (major === undefined) return -1;
  const within = stage === undefined ? 2_000 : (STAGES.get(stage) ?? 0) * 1_000 + Number(minor);
  return Number(major) * 10_000 + within;
}
