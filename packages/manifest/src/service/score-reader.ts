import type { Files, Finding, JsonObject } from "@towpath/core";
import type { PlacedDocument } from "../document/places.ts";
import type { SourceDocument } from "../document/source-document.ts";

/** A manifest that was made of a Score file. */
export interface ScoreManifest {
  /** Absent where nothing could be used. */
  readonly value?: JsonObject;
  readonly source?: PlacedDocument;
  /** Paths of what is left out because it is wrong. */
  readonly broken: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

/** Makes a manifest of a Score file, or of a manifest that names one. Loaded only where there is one. */
export type ScoreReader = (request: {
  readonly document: SourceDocument;
  /** The document is a Score file itself. */
  readonly isScore: boolean;
  /** Absolute path of the document. */
  readonly target: string;
  readonly folder: string;
  readonly files: Files;
}) => ScoreManifest;
