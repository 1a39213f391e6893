import type { Digest, JsonObject, Place } from "@towpath/core";
import type { PlacedDocument } from "../document/places.ts";
import type { ServiceManifest } from "../generated/service.ts";
import type { ResourceTypes } from "../platform/load-resource-types.ts";
import type { DocumentHome } from "../platform/platform-model.ts";
import type { PolicyLevels, PolicyParameters } from "../platform/policy-level.ts";

/** The manifest of one service as it was read. */
export interface ServiceDocument {
  readonly name: string;
  /** As the user would type it. */
  readonly file: string;
  /** Absolute path of the folder that it is in. */
  readonly folder: string;
  /** Where it stands on the disk, for the files that it names. */
  readonly home: DocumentHome;
  /** Digest of the value: comments and layout are no part of it. */
  readonly digest: Digest;
  /** What its schema says it is; overlays without their nulls. */
  readonly document: ServiceManifest;
  /** The same as it was written, overlays with their nulls. */
  readonly raw: JsonObject;
  readonly source: PlacedDocument;
  /** What it says of rules' levels: it may only make them stricter. */
  readonly levels: PolicyLevels;
  /** Values of rules' parameters, by rule and name: it may only make them stricter. */
  readonly params: PolicyParameters;
  /** Files of waivers, as it names them: paths and globs relative to `home`. */
  readonly waivers: readonly string[];
  /** Paths of what was taken out because it is wrong: nothing more is said about them. */
  readonly broken: readonly (readonly string[])[];
  /** Resource types of the repository's own, where the manifest names their files. */
  readonly ownTypes?: ResourceTypes | undefined;
  /** The file is a Score file itself, and what Score has no word for cannot be written into it. */
  readonly isScore?: boolean;
  /** Where the value at a JSON Pointer stands. */
  placeOf(pointer: string): Place;
}
