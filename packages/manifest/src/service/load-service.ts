import { dirname, join, resolve } from "node:path";
import {
  compareFindings,
  digestJson,
  type Files,
  type Finding,
  isJsonObject,
  type Json,
  type JsonObject,
} from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { boundaryOf, pathFlaw, shownPath } from "../document/paths.ts";
import { pointerPath } from "../document/pointer.ts";
import { readDocument } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import type { ServiceManifest } from "../generated/service.ts";
import { validateService } from "../generated/validators.ts";
import { without, withoutNulls } from "../schema/prune.ts";
import { validateValue } from "../schema/validate.ts";
import type { ServiceDocument } from "./service-document.ts";

const NAME = "towpath.yaml";

/**
 * Reads the manifest of a service and holds it against its schema. Never throws for what a file holds.
 *
 * @param path the manifest or the folder that holds a `towpath.yaml`; relative to `folder` or absolute
 * @param folder absolute; places name files relative to it, and paths in the document stay below it
 */
export function loadService(path: string, files: Files, folder: string): Loaded<ServiceDocument> {
  const named = resolve(folder, path);
  const target = isFolder(named, files) ? join(named, NAME) : named;
  const file = shownPath(target, folder);
  const { document: source, findings } = readDocument(target, file, "Service", files);
  if (!source || !isJsonObject(source.value)) return { findings };
  const raw = withEmptyOverlays(source.value);
  const name = nameOf(raw);
  const checked = validateValue("Service", validateService, source, withoutOverlayNulls(raw), name);
  const all = [...findings, ...checked.findings];
  if (!isService(checked.value)) return { findings: all.sort(compareFindings) };
  const document = checked.value;
  const kept = checked.broken.reduce<Json>((value, gone) => without(value, gone) ?? value, raw);
  all.push(...pathFindings(document, source, target, folder, files));
  const value: ServiceDocument = {
    name: document.metadata.name,
    file,
    folder: dirname(target),
    digest: digestJson(raw),
    document,
    raw: isJsonObject(kept) ? kept : raw,
    source,
    broken: checked.broken,
    placeOf: (pointer) => source.placeOfValue(pointerPath(pointer)),
  };
  return { value, findings: all.sort(compareFindings) };
}

/** Whether a value is a manifest by its schema. */
export function isService(value: unknown): value is ServiceManifest {
  return validateService(value);
}

function isFolder(path: string, files: Files): boolean {
  try {
    return files.list(path) !== undefined;
  } catch {
    return false;
  }
}

function nameOf(value: JsonObject): string | undefined {
  const metadata = value["metadata"];
  const name = isJsonObject(metadata) ? metadata["name"] : undefined;
  return typeof name === "string" ? name.slice(0, 63) : undefined;
}

/** `dev:` with nothing behind it is an environment with nothing that differs. */
function withEmptyOverlays(value: JsonObject): JsonObject {
  const environments = value["environments"];
  if (!isJsonObject(environments)) return value;
  return { ...value, environments: mapMembers(environments, (over) => over ?? Object.create(null)) };
}

function withoutOverlayNulls(value: JsonObject): JsonObject {
  const environments = value["environments"];
  if (!isJsonObject(environments)) return value;
  return {
    ...value,
    environments: mapMembers(environments, (over) => (isJsonObject(over) ? withoutNulls(over) : over)),
  };
}

function mapMembers(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function pathFindings(
  document: ServiceManifest,
  source: SourceDocument,
  target: string,
  folder: string,
  files: Files,
): readonly Finding[] {
  const output = document.build?.output ?? [];
  const reports = document.test?.reports ?? {};
  const paths: readonly (readonly [string, readonly (string | number)[]])[] = [
    ...(typeof output === "string"
      ? [[output, ["build", "output"]] as const]
      : output.map((path, index) => [path, ["build", "output", index]] as const)),
    ...(reports.junit === undefined ? [] : [[reports.junit, ["test", "reports", "junit"]] as const]),
    ...(reports.coverage === undefined ? [] : [[reports.coverage, ["test", "reports", "coverage"]] as const]),
  ];
  return paths.flatMap(([path, at]) => {
    const flaw = pathFlaw(path, dirname(target), boundaryOf(target, folder), files);
    if (flaw === undefined) return [];
    return finding({
      code: "manifest/path",
      message: `The path ${shown(path)} ${flaw}.`,
      places: [source.placeOfValue(at)],
      service: document.metadata.name,
      address: at.join("."),
    });
  });
}
