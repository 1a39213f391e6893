import type { Json } from "@towpath/core";

/** A value of a document with the offsets of its text. `value` has no prototype where it is an object. */
export interface Node {
  readonly value: Json;
  readonly start: number;
  end: number;
  /** How many values it is, aliases counted at their full size. */
  size: number;
  readonly entries?: Map<string, Entry>;
  readonly items?: Node[];
}

/** A key of a mapping with its value. */
export interface Entry {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly node: Node;
  /** It came with a merge key, so the mapping may say it again. */
  readonly isMerged: boolean;
}

/** What is wrong with a document beyond its syntax, at offsets. */
export interface Flaw {
  readonly code:
    | "manifest/alias"
    | "manifest/duplicate-key"
    | "manifest/forbidden-key"
    | "manifest/invalid-value"
    | "manifest/too-large"
    | "manifest/encoding";
  readonly message: string;
  readonly at: readonly { readonly start: number; readonly end: number }[];
  readonly path: readonly string[];
  readonly suggestions: readonly string[];
}
