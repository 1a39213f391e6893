import type { Place } from "@towpath/core";

/** What can say where the parts of a value stand: one document, or several laid over each other. */
export interface Places {
  /** The line that a place's range starts on, for quoting what stands there. */
  lineAt(place: Place): string;
  placeOfKey(path: readonly (string | number)[]): Place;
  placeOfValue(path: readonly (string | number)[]): Place;
}
