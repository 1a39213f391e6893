import type { Json } from "./json.ts";

/**
 * One change of a document's value, at a JSON Pointer (RFC 6901). What is not there yet is made on the way.
 *
 * `set` puts a value there, `remove` takes it out, `insert` puts an item into the list there (before the one at `index`, or
 * last), `rename` gives the key another name.
 */
export type FixChange = {
  /** As places name it. */
  readonly file: string;
  readonly pointer: string;
} & (
  | { readonly type: "set"; readonly value: Json }
  | { readonly type: "remove" }
  | { readonly type: "insert"; readonly value: Json; readonly index?: number }
  | { readonly type: "rename"; readonly key: string }
);

/** How a finding is mended, as changes of values. Who edits the files keeps their comments and layout. */
export interface Fix {
  /** `safe` keeps what the document means to the platform; `unsafe` needs a person's look. */
  readonly safety: "safe" | "unsafe";
  /** In the order in which they are made. */
  readonly changes: readonly FixChange[];
}
