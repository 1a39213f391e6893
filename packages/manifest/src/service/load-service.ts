import { dirname, join, resolve } from "node:path";
import {
  compareFindings,
  compareText,
  type Digest,
  digestJson,
  type Files,
  type Finding,
  isJsonObject,
  type Json,
  type JsonObject,
  shownPath,
} from "@towpath/core";
import { bareObject } from "../document/bare-object.ts";
import type { Loaded } from "../document/loaded.ts";
import { boundaryOf } from "../document/paths.ts";
import { pointerPath } from "../document/pointer.ts";
import { type ReadDocument, readDocument } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding } from "../finding.ts";
import type { ServiceManifest } from "../generated/service.ts";
import { validateService } from "../generated/validators.ts";
import { loadResourceTypes, type ResourceTypes } from "../platform/load-resource-types.ts";
import { policyLevels } from "../platform/policy-level.ts";
import { without, withoutNulls } from "../schema/prune.ts";
import { withStandIns } from "../schema/stand-in.ts";
import { validateValue } from "../schema/validate.ts";
import { pathFindings } from "./path-findings.ts";
import type { ScoreManifest, ScoreReader } from "./score-reader.ts";
import type { ServiceDocument } from "./service-document.ts";

const NAME = "towpath.yaml";
/** What the manifest of a service is called where it is a Score file. */
const SCORE_NAME = "score.yaml";

/** A manifest as far as it could be read. */
export interface LoadedService extends Loaded<ServiceDocument> {
  /** It is a Score file, or names one, and nobody was there to read it. */
  readonly needsScore?: boolean;
}

/**
 * Reads the manifest of a service and holds it against its schema. Never throws for what a file holds.
 *
 * @param path the manifest or the folder that holds a `towpath.yaml`, or else a `score.yaml`; relative to `folder` or absolute
 * @param folder absolute; places name files relative to it, and paths in the document stay below it
 * @param score what reads Score files, from `@towpath/manifest/score`; {@link openService} loads it where it is needed
 */
export function loadService(path: string, files: Files, folder: string, score?: ScoreReader): LoadedService {
  const read = readManifest(resolve(folder, path), folder, files);
  const { target } = read;
  if (!read.document || !isJsonObject(read.document.value)) return { findings: read.findings };
  const made = manifestOf(read.document, read, { folder, files, score });
  if (made === "needs score") return withoutScore(read.document, read.findings);
  const { value: manifest, source } = made;
  const findings = [...read.findings, ...made.findings];
  if (!source || !manifest) return { findings: findings.sort(compareFindings) };
  const raw = withEmptyOverlays(manifest);
  const name = nameOf(raw);
  const checked = validateValue("Service", validateService, source, withoutOverlayNulls(raw), name);
  const all = [...findings, ...checked.findings];
  if (!isService(checked.value)) return { findings: all.sort(compareFindings) };
  const document = checked.value;
  const kept = checked.broken.reduce<Json>(
    (value, gone) => without(value, gone) ?? value,
    withStandIns("Service", raw),
  );
  all.push(...pathFindings(document, source, target, folder, files));
  const paths = { boundary: boundaryOf(target, folder), show: (one: string) => shownPath(one, folder) };
  const ownTypes = document.resourceTypes ? loadResourceTypes(document, source, target, paths, files) : undefined;
  all.push(...(ownTypes?.findings ?? []));
  // Not taken before somebody asks: it is a fifth of what one check costs.
  let digest: Digest | undefined;
  const value: ServiceDocument = {
    name: document.metadata.name,
    file: source.file,
    folder: dirname(target),
    home: { ...paths, path: target },
    get digest() {
      digest ??= digestOf(raw, ownTypes);
      return digest;
    },
    document,
    raw: isJsonObject(kept) ? kept : raw,
    source,
    levels: policyLevels(document.policies?.levels),
    params: document.policies?.params ?? {},
    waivers: document.waivers ?? [],
    broken: [...made.broken, ...checked.broken],
    ...(ownTypes ? { ownTypes } : {}),
    ...(read.isScore ? { isScore: true } : {}),
    placeOf: (pointer) => source.placeOfValue(pointerPath(pointer)),
  };
  return { value, findings: all.sort(compareFindings) };
}

/** The digest of a manifest with the repository's own types, whatever the order of their files. */
function digestOf(raw: JsonObject, ownTypes: ResourceTypes | undefined): Digest {
  if (!ownTypes) return digestJson(raw);
  const types = [...ownTypes.types.values()].sort((a, b) => compareText(a.name, b.name));
  return digestJson([raw, ...types.map(({ source }) => source.value)]);
}

/** Whether a value is a manifest by its schema. */
export function isService(value: unknown): value is ServiceManifest {
  return validateService(value);
}

/** What is named is looked at as a folder only where it cannot be read: to ask first takes longer than to read. */
function readManifest(named: string, folder: string, files: Files): ReadDocument & { readonly target: string } {
  const read = (target: string) => ({ target, ...readDocument(target, shownPath(target, folder), "Service", files) });
  const direct = read(named);
  if (direct.document || !isFolder(named, files)) return direct;
  const isThere = (name: string): boolean => files.realPath(join(named, name)) !== undefined;
  return read(join(named, !isThere(NAME) && isThere(SCORE_NAME) ? SCORE_NAME : NAME));
}

/** The manifest that a document is, or that is made of the Score files in it. */
function manifestOf(
  document: SourceDocument,
  { isScore = false, target }: ReadDocument & { readonly target: string },
  { score, ...context }: { readonly folder: string; readonly files: Files; readonly score: ScoreReader | undefined },
): ScoreManifest | "needs score" {
  const value = isJsonObject(document.value) ? document.value : {};
  if (!isScore && !namesScore(value)) return { value, source: document, broken: [], findings: [] };
  return score ? score({ ...context, document, isScore, target }) : "needs score";
}

function namesScore({ workload, workloads, environments }: JsonObject): boolean {
  const isNamed = (one: Json | undefined): boolean =>
    one !== undefined && isJsonObject(one) && one["score"] !== undefined;
  const isNamedBelow = (all: Json | undefined): boolean =>
    all !== undefined && isJsonObject(all) && Object.values(all).some(isNamed);
  if (isNamed(workload) || isNamedBelow(workloads)) return true;
  if (environments === undefined || !isJsonObject(environments)) return false;
  return Object.values(environments).some(
    (over) => isJsonObject(over) && (isNamed(over["workload"]) || isNamedBelow(over["workloads"])),
  );
}

function withoutScore(document: SourceDocument, findings: readonly Finding[]): LoadedService {
  const message = "Score files are read by openService.";
  const refused = finding({ code: "manifest/not-built-yet", message, places: [document.placeOfValue([])] });
  return { findings: [...findings, refused], needsScore: true };
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
  return { ...value, environments: mapMembers(environments, (over) => over ?? bareObject()) };
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
