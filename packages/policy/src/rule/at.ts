import type { Origin, Place } from "@towpath/core";

/** A place in somebody's file, or a value that knows where it came from. */
export type At = Place | Origin | { readonly origin: Origin };

/** The place of what knows one. */
export function placeOf(at: At): Place {
  if ("origin" in at) return at.origin.place;
  return "place" in at ? at.place : at;
}

/** The places of one or several. */
export function placesOf(at: At | readonly At[]): readonly Place[] {
  return isList(at) ? at.map(placeOf) : [placeOf(at)];
}

function isList(at: At | readonly At[]): at is readonly At[] {
  return Array.isArray(at);
}
