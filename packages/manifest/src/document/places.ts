import type { Json, Place } from "@towpath/core";

/** What can say where the parts of a value stand: one document, or several laid over each other. */
export interface Places {
  /** The line that a place's range starts on, for quoting what stands there. */
  lineAt(place: Place): string;
  placeOfKey(path: readonly (string | number)[]): Place;
  placeOfValue(path: readonly (string | number)[]): Place;
}

/** A document as it is resolved: its value, and where each part of it stands, in whatever files. */
export interface PlacedDocument extends Places {
  /** As the user would type it, with `/`. */
  readonly file: string;
  /** The text of the one file that it is; absent where it is made of several. */
  readonly text?: string | undefined;
  readonly value: Json;
  /** Where a part of a text stands, such as one placeholder. */
  placeOfText(path: readonly (string | number)[], part: string): Place;
}
