import type { Digest, JsonObject, Place } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import type { ServiceManifest } from "../generated/service.ts";

/** The manifest of one service as it was read. */
export interface ServiceDocument {
  readonly name: string;
  /** As the user would type it. */
  readonly file: string;
  /** Absolute path of the folder that it is in. */
  readonly folder: string;
  /** Digest of the value: comments and layout are no part of it. */
  readonly digest: Digest;
  /** What its schema says it is; overlays without their nulls. */
  readonly document: ServiceManifest;
  /** The same as it was written, overlays with their nulls. */
  readonly raw: JsonObject;
  readonly source: SourceDocument;
  /** Paths of what was taken out because it is wrong: nothing more is said about them. */
  readonly broken: readonly (readonly string[])[];
  /** Where the value at a JSON Pointer stands. */
  placeOf(pointer: string): Place;
}
