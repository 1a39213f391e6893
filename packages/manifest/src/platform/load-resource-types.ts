import { dirname, relative, resolve, sep } from "node:path";
import { errorMessage, type Files, type Finding, isJsonObject } from "@towpath/core";
import { expand, pathFlaw } from "../document/paths.ts";
import type { Places } from "../document/places.ts";
import { readDocument } from "../document/read-document.ts";
import { finding, shown } from "../finding.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import type { ResourceTypeManifest } from "../generated/resource-type.ts";
import { validateResourceType } from "../generated/validators.ts";
import { validateValue } from "../schema/validate.ts";
import type { DocumentHome, ResourceTypeModel } from "./platform-model.ts";
import { resourceTypeFindings } from "./resource-type-findings.ts";
import { isTypePackage, type TypePackages, typePackage } from "./type-package.ts";

/** The resource types of a platform, with the names of those that cannot be used as they are. */
export interface ResourceTypes {
  /** Packages that types were to come from and that were not there to be read, as they are named. */
  readonly missing: readonly string[];
  readonly types: ReadonlyMap<string, ResourceTypeModel>;
  readonly broken: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** How documents see the disk. */
export interface PlatformPaths {
  /** The folder that paths in its documents must stay in. Absolute. */
  readonly boundary: string;
  /** A path as places name it. */
  show(path: string): string;
}

/**
 * Reads the files that `resourceTypes` of a platform, or of a service, names.
 *
 * @param packages that types may come from; a service's do not come from any
 */
export function loadResourceTypes(
  document: Pick<PlatformManifest, "resourceTypes">,
  source: Places,
  target: string,
  own: PlatformPaths,
  files: Files,
  packages?: TypePackages,
): ResourceTypes {
  const missing: string[] = [];
  const types = new Map<string, ResourceTypeModel>();
  const broken = new Set<string>();
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [index, written] of (document.resourceTypes ?? []).entries()) {
    const at = ["resourceTypes", index];
    const facts = { places: [source.placeOfValue(at)], address: at.join(".") };
    const seat = isTypePackage(written)
      ? inPackage(written, packages)
      : { path: written, home: dirname(target), ...own, files };
    if ("flaw" in seat) {
      const { flaw: message, hint } = seat;
      if (packages) missing.push(written);
      findings.push(finding({ ...facts, code: "manifest/invalid-value", message, suggestions: [hint] }));
      continue;
    }
    if ("missing" in seat) {
      missing.push(seat.missing);
      continue;
    }
    const { path, home, boundary, show, files: within } = seat;
    const flaw = pathFlaw(path, home, boundary, within);
    const all = flaw === undefined ? filesOf(path, home, within) : [];
    if (typeof all === "string") {
      findings.push(
        finding({ ...facts, code: "manifest/unreadable", message: `${shown(written)} cannot be read: ${all}.` }),
      );
      continue;
    }
    if (flaw !== undefined)
      findings.push(finding({ ...facts, code: "manifest/path", message: `The path ${shown(written)} ${flaw}.` }));
    else if (all.length === 0)
      findings.push(finding({ ...facts, code: "manifest/not-found", message: `No file fits ${shown(written)}.` }));
    for (const one of all) {
      if (seen.has(one)) continue;
      seen.add(one);
      const below = pathFlaw(relative(home, one), home, boundary, within);
      if (below !== undefined) {
        findings.push(
          finding({
            ...facts,
            code: "manifest/path",
            message: `The file ${shown(show(one))} ${below}.`,
            discriminator: one,
          }),
        );
        continue;
      }
      const read = readType({ path: resolve(one), boundary, show }, within, within === files ? undefined : within);
      findings.push(...read.findings);
      if (read.findings.length > 0 && read.name !== undefined) broken.add(read.name);
      if (!read.model) continue;
      const before = types.get(read.model.name);
      if (before) {
        const message = `The resource type ${read.model.name} is here twice.`;
        const name = ["metadata", "name"];
        const first = { ...before.source.placeOfValue(name), note: "first here" };
        const places = [read.model.source.placeOfValue(name), first];
        findings.push(finding({ code: "manifest/duplicate-name", message, places, address: "metadata.name" }));
      } else types.set(read.model.name, read.model);
    }
  }
  return { types, broken, missing, findings };
}

/** Where what an entry names is looked for. */
interface Seat extends PlatformPaths {
  readonly path: string;
  /** What the path is relative to. Absolute. */
  readonly home: string;
  readonly files: Files;
}

function inPackage(
  written: string,
  packages: TypePackages | undefined,
): Seat | { readonly missing: string } | { readonly flaw: string; readonly hint: string } {
  const reference = typePackage(written);
  if ("flaw" in reference) return reference;
  if (!packages)
    return {
      flaw: `${shown(written)} is a package, and a service's own resource types are files of its repository.`,
      hint: "The platform names packages of resource types.",
    };
  const there = packages.get(written);
  if (!there) return { missing: written };
  const { root, read } = there;
  const called = `${reference.name}@${reference.version}`;
  const show = (path: string): string => [called, ...relative(root, path).split(sep).filter(Boolean)].join("/");
  return { path: reference.files, home: root, boundary: root, show, files: read };
}

/** The files, or why they cannot be told. */
function filesOf(path: string, home: string, files: Files): readonly string[] | string {
  try {
    return expand(path, home, files);
  } catch (error) {
    return errorMessage(error);
  }
}

interface ReadType {
  readonly model?: ResourceTypeModel;
  readonly name?: string | undefined;
  readonly findings: readonly Finding[];
}

function readType(home: DocumentHome, files: Files, own: Files | undefined): ReadType {
  const { document: source, findings } = readDocument(home.path, home.show(home.path), "ResourceType", files);
  if (!source) return { findings };
  const checked = validateValue("ResourceType", validateResourceType, source, source.value);
  const all = [...findings, ...checked.findings];
  const metadata = isJsonObject(source.value) ? source.value["metadata"] : undefined;
  const written = metadata !== undefined && isJsonObject(metadata) ? metadata["name"] : undefined;
  const name = typeof written === "string" ? written : undefined;
  if (!isResourceType(checked.value)) return { findings: all, name };
  const document = checked.value;
  all.push(...resourceTypeFindings(document, source));
  const model = {
    name: document.metadata.name,
    document,
    source,
    home,
    ...(own ? { files: own, isOfPackage: true as const } : {}),
  };
  return { model, name, findings: all };
}

function isResourceType(value: unknown): value is ResourceTypeManifest {
  return validateResourceType(value);
}
