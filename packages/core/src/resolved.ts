import type { Place } from "./place.ts";

/** Who set a value, the lowest first. See `manifest.md`, Resolution. */
export type Layer = "type" | "size" | "platform" | "platform environment" | "service" | "service environment";

/** Where a resolved value came from. */
export interface Origin {
  readonly layer: Layer;
  readonly place: Place;
}

/** A value that a resolution ended with, or the reason why it is known only after apply. */
export type Resolved<T> =
  | { readonly known: true; readonly value: T; readonly origin: Origin }
  | { readonly known: false; readonly why: string; readonly origin: Origin };
