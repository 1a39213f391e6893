import { join, relative, resolve, sep } from "node:path";
import { compareFindings, compareText, digestJson, type Files, type Finding, shownPath } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { boundaryOf } from "../document/paths.ts";
import { readDocument } from "../document/read-document.ts";
import { finding } from "../finding.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import { validatePlatform } from "../generated/validators.ts";
import { type Validated, validateValue } from "../schema/validate.ts";
import { loadResourceTypes, type PlatformPaths } from "./load-resource-types.ts";
import { platformFindings } from "./platform-findings.ts";
import { modelOf, type PlatformModel } from "./platform-model.ts";
import { starterPlatform } from "./starter-platform.ts";
import type { TypePackages } from "./type-package.ts";

const NAME = "platform.yaml";

/** A platform that came to this disk from elsewhere, such as a package: what it may refer to, and what its files are called. */
export interface PlatformLocation {
  /** Absolute: a file, or a folder with a `platform.yaml`. */
  readonly path: string;
  /** Absolute: the folder that its documents must not lead out of. */
  readonly boundary: string;
  /** What places call `boundary`, such as `@acme/platform@2.1.0`; its path on the disk when absent. */
  readonly name?: string | undefined;
}

/**
 * Reads a platform with its resource types. Never throws for what a file holds.
 *
 * @param reference a file, or a folder with a `platform.yaml`, relative to `folder` or absolute; a location for one that
 *   was fetched; the built-in starter platform when undefined
 * @param folder absolute; places name files relative to it
 * @param packages that resource types come from; of one that is not here the platform says so, see `missingTypes`
 */
export function loadPlatform(
  reference: string | PlatformLocation | undefined,
  files: Files,
  folder: string,
  packages: TypePackages = new Map(),
): Loaded<PlatformModel> {
  if (reference === undefined) return { value: starterPlatform(), findings: [] };
  const named = typeof reference === "string" ? resolve(folder, reference) : reference.path;
  const home = typeof reference === "string" ? undefined : reference;
  const target = isFolder(named, files) ? join(named, NAME) : named;
  const paths: PlatformPaths = {
    boundary: home?.boundary ?? boundaryOf(target, folder),
    show: (path) => (home?.name === undefined ? shownPath(path, folder) : below(home.name, home.boundary, path)),
  };
  if (!exists(named, files)) {
    const file = paths.show(named);
    const message = `There is no platform at ${file}.`;
    const suggestions = ["Name a file, or a folder that holds a platform.yaml."];
    return { findings: [finding({ code: "manifest/not-found", message, places: [{ file }], suggestions })] };
  }
  return readPlatform(target, files, paths, packages);
}

function below(name: string, boundary: string, path: string): string {
  return [name, ...relative(boundary, path).split(sep)].filter(Boolean).join("/");
}

/** An environment lacks its engine because the one that it names was taken out: that has been said. */
function isTornOpen({ code, address }: Finding, { broken }: Pick<Validated, "broken">): boolean {
  if (code !== "manifest/no-engine") return false;
  return broken.some(
    (path) => path.length > 2 && path[2]?.startsWith("engine") && path.slice(0, 2).join(".") === address,
  );
}

function readPlatform(
  target: string,
  files: Files,
  paths: PlatformPaths,
  packages: TypePackages,
): Loaded<PlatformModel> {
  const file = paths.show(target);
  const { document: source, findings } = readDocument(target, file, "Platform", files);
  if (!source) return { findings };
  const checked = validateValue("Platform", validatePlatform, source, source.value);
  const all = [...findings, ...checked.findings];
  if (!isPlatform(checked.value)) return { findings: all.sort(compareFindings) };
  const document = checked.value;
  const read = loadResourceTypes(document, source, target, paths, files, packages);
  const { types, broken: brokenTypes, missing: missingTypes } = read;
  const known = { types, brokenTypes, missingTypes };
  all.push(...read.findings, ...platformFindings(document, source, known).filter((one) => !isTornOpen(one, checked)));
  const sorted = [...types.values()].sort((a, b) => compareText(a.name, b.name));
  const digest = digestJson([source.value, ...sorted.map((type) => type.source.value)]);
  const value = modelOf({
    document,
    source,
    isStarter: false,
    file,
    digest,
    ...known,
    home: { ...paths, path: target },
  });
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
