import type { Digest, Files, Place } from "@towpath/core";
import { pointerPath } from "../document/pointer.ts";
import type { SourceDocument } from "../document/source-document.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import type { ResourceTypeManifest } from "../generated/resource-type.ts";
import { type PlatformEvidence, platformEvidence } from "./platform-evidence.ts";
import { type PolicyLevels, type PolicyParameters, policyLevels } from "./policy-level.ts";

/** Where a document stands on the disk, for the files that it names. */
export interface DocumentHome {
  /** The document itself. Absolute. */
  readonly path: string;
  /** The folder that what it names must stay in. Absolute. */
  readonly boundary: string;
  /** A path as places name it. */
  show(path: string): string;
}

/** A resource type with its file. */
export interface ResourceTypeModel {
  readonly name: string;
  readonly document: ResourceTypeManifest;
  readonly source: SourceDocument;
  /** Its file on the disk; absent for one that is built in. Paths in it start there and stay within `boundary`. */
  readonly home?: DocumentHome | undefined;
  /** What files that it names are read with; absent where they are the platform's. */
  readonly files?: Files | undefined;
  /** It comes with an npm package, and is not written for this platform alone. */
  readonly isOfPackage?: true | undefined;
}

/** What a platform offers, as it was read. */
export interface PlatformModel {
  readonly name: string;
  /** True for the one that is built in. */
  readonly isStarter: boolean;
  /** As the user would type it. */
  readonly file: string;
  /** Digest of all its documents' values. */
  readonly digest: Digest;
  readonly document: PlatformManifest;
  readonly source: SourceDocument;
  /** By name. */
  readonly types: ReadonlyMap<string, ResourceTypeModel>;
  /** Names of types whose files could not be used: nothing more is said about them. */
  readonly brokenTypes: ReadonlySet<string>;
  /** Packages of resource types that it names and that were not read: of a type that is not here nobody can say anything. */
  readonly missingTypes: readonly string[];
  /** Names, in the order in which the platform has them. */
  readonly environments: readonly string[];
  /** By rule: one level, or one for each environment. */
  readonly levels: PolicyLevels;
  /** Values of rules' parameters, by rule and name. */
  readonly params: PolicyParameters;
  readonly packs: readonly string[];
  /** Files of waivers, as it names them: paths and globs relative to `home`. */
  readonly waivers: readonly string[];
  /** How evidence is signed, kept and held against controls. Absent where the platform says nothing of it. */
  readonly evidence?: PlatformEvidence | undefined;
  /** Absent for the one that is built in. */
  readonly home?: DocumentHome | undefined;
  /** True when all of an environment's engines are `local`. */
  isLocal(environment: string): boolean;
  /** Where the value at a JSON Pointer of the platform's document stands. */
  placeOf(pointer: string): Place;
}

/** A platform by its documents. */
export function modelOf(
  read: Pick<
    PlatformModel,
    "document" | "source" | "isStarter" | "file" | "digest" | "types" | "brokenTypes" | "missingTypes" | "home"
  >,
): PlatformModel {
  const { document, source } = read;
  return {
    ...read,
    name: document.metadata.name,
    environments: Object.keys(document.environments),
    levels: policyLevels(document.policies?.levels),
    params: document.policies?.params ?? {},
    packs: document.policies?.packs ?? [],
    waivers: document.waivers ?? [],
    ...(document.evidence ? { evidence: platformEvidence(document.evidence, read.home) } : {}),
    isLocal: (environment) => isLocal(document, environment),
    placeOf: (pointer) => source.placeOfValue(pointerPath(pointer)),
  };
}

function isLocal(document: PlatformManifest, name: string): boolean {
  const environment = new Map(Object.entries(document.environments)).get(name);
  if (!environment) return false;
  if (environment.engine !== undefined) return environment.engine === "local";
  return Object.values(environment.engines ?? {}).every(({ kind }) => kind === "local");
}

/** Whether something was said already of a type by this name, or something of it cannot be known. */
export function isBrokenType(
  name: string,
  { types, brokenTypes, missingTypes }: Pick<PlatformModel, "types" | "brokenTypes" | "missingTypes">,
): boolean {
  return brokenTypes.has(name) || (missingTypes.length > 0 && !types.has(name));
}
