import { join, resolve } from "node:path";
import { compareFindings, compareText, digestJson, type Files } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { shownPath } from "../document/paths.ts";
import { readDocument } from "../document/read-document.ts";
import { finding, shown } from "../finding.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import { validatePlatform } from "../generated/validators.ts";
import { validateValue } from "../schema/validate.ts";
import { loadResourceTypes } from "./load-resource-types.ts";
import { platformFindings } from "./platform-findings.ts";
import { modelOf, type PlatformModel } from "./platform-model.ts";
import { starterPlatform } from "./starter-platform.ts";

const NAME = "platform.yaml";

/**
 * Reads a platform with its resource types. Never throws for what a file holds.
 *
 * @param reference a file, or a folder with a `platform.yaml`, relative to `folder` or absolute; the built-in starter
 *   platform when undefined
 * @param folder absolute; places name files relative to it
 */
export function loadPlatform(reference: string | undefined, files: Files, folder: string): Loaded<PlatformModel> {
  if (reference === undefined) return { value: starterPlatform(), findings: [] };
  const named = resolve(folder, reference);
  if (!exists(named, files)) {
    const isElsewhere = /^(git\+|https?:|npm:)/.test(reference) || isPackageName(reference);
    const file = shownPath(named, folder);
    if (isElsewhere) {
      const what = isPackageName(reference) ? "Platforms from npm packages" : "Platforms from addresses";
      const message = `${what} are not built yet: ${shown(reference)} cannot be used.`;
      const suggestions = ["Name a file or a folder that holds a platform.yaml."];
      return {
        findings: [finding({ code: "manifest/not-built-yet", message, places: [{ file: reference }], suggestions })],
      };
    }
    const message = `There is no platform at ${file}.`;
    const suggestions = ["Name a file, or a folder that holds a platform.yaml."];
    return { findings: [finding({ code: "manifest/not-found", message, places: [{ file }], suggestions })] };
  }
  return readPlatform(isFolder(named, files) ? join(named, NAME) : named, files, folder);
}

function readPlatform(target: string, files: Files, folder: string): Loaded<PlatformModel> {
  const file = shownPath(target, folder);
  const { document: source, findings } = readDocument(target, file, "Platform", files);
  if (!source) return { findings };
  const checked = validateValue("Platform", validatePlatform, source, source.value);
  const all = [...findings, ...checked.findings];
  if (!isPlatform(checked.value)) return { findings: all.sort(compareFindings) };
  const document = checked.value;
  const { types, broken, findings: ofTypes } = loadResourceTypes(document, source, target, folder, files);
  all.push(...ofTypes, ...platformFindings(document, source, types, broken));
  const sorted = [...types.values()].sort((a, b) => compareText(a.name, b.name));
  const digest = digestJson([source.value, ...sorted.map((type) => type.source.value)]);
  const value = modelOf({ document, source, isStarter: false, file, digest, types, brokenTypes: broken });
  return { value, findings: all.sort(compareFindings) };
}

function isPlatform(value: unknown): value is PlatformManifest {
  return validatePlatform(value);
}

function isFolder(path: string, files: Files): boolean {
  try {
    return files.list(path) !== undefined;
  } catch {
    return false;
  }
}

function exists(path: string, files: Files): boolean {
  try {
    return files.realPath(path) !== undefined;
  } catch {
    return true;
  }
}

function isPackageName(reference: string): boolean {
  return (
    /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(@[^/\s]+)?$/.test(reference) &&
    !/\.(ya?ml|json)$/.test(reference)
  );
}
