import type { Place } from "@towpath/core";
import type { Interpolation } from "../expression/interpolation.ts";

/** A value of a workflow file as it stands there. */
export type SourceValue = Scalar | Sequence | Mapping;

interface Placed {
  /** The keys and indices that lead to it: `["jobs", "build", "steps", "0", "run"]`. */
  readonly path: readonly string[];
  /** Where the value stands, with its pointer: what a fix changes. */
  readonly place: Place;
  /** Where the key stands that it is the value of; the value's own place for an item of a list. */
  readonly keyPlace: Place;
}

/** A text, a number, a boolean or nothing. */
export interface Scalar extends Placed {
  readonly kind: "scalar";
  /** As a text, the way GitHub fills it in: `true`, `1.5`, empty for null. */
  readonly text: string;
  readonly raw: null | boolean | number | string;
  /** The `${{ }}` in it, in order. Parsed when they are asked for. */
  readonly interpolations: readonly Interpolation[];
  /** Where a part of `text` stands, from one offset up to another, whatever style the scalar is written in. */
  placeOf(start: number, end: number): Place;
  /** The comment behind it on its line, without `#` and the space around; for a block scalar, behind its header. */
  readonly comment: string | undefined;
}

/** A list. */
export interface Sequence extends Placed {
  readonly kind: "sequence";
  readonly items: readonly SourceValue[];
}

/** Keys with values, in the order of the file. */
export interface Mapping extends Placed {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, SourceValue>;
  get(key: string): SourceValue | undefined;
  /** The value where it is a scalar. */
  scalar(key: string): Scalar | undefined;
  /** The value where it is a mapping. */
  mapping(key: string): Mapping | undefined;
  /** The value's items where it is a list, the value alone where it is a scalar, none otherwise. */
  list(key: string): readonly SourceValue[];
  /** The comment on the line of a key, where its value starts below it or has none of its own. */
  commentOf(key: string): string | undefined;
}
