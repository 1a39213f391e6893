import type { Place } from "@towpath/core";
import type { Mapping, Scalar } from "../source/source-value.ts";

/** What a workflow's or a job's token may do. */
export type Permissions = {
  readonly place: Place;
  readonly keyPlace: Place;
  /** The comment on the line of `permissions`. */
  readonly comment: string | undefined;
} & (
  | { readonly kind: "all"; readonly level: Scalar }
  /** `{}` has none. Values that are no texts are left out. */
  | { readonly kind: "scopes"; readonly scopes: ReadonlyMap<string, Scalar>; readonly mapping: Mapping }
);
