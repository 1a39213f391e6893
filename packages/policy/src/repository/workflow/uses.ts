import type { Scalar } from "../source/source-value.ts";

/** What a step or a job uses. */
export type Uses = {
  readonly scalar: Scalar;
  /** The comment behind it: `v4.2.0`. */
  readonly comment: string | undefined;
} & (
  | {
      readonly kind: "repository";
      readonly owner: string;
      readonly repo: string;
      /** Below the repository's root: a folder, or a workflow's file; empty for the root. */
      readonly path: string;
      /** Behind `@`; undefined where it is missing. */
      readonly ref: string | undefined;
      /** The ref is the whole digest of a commit. */
      readonly isPinned: boolean;
    }
  /** `./path`, `$/path`: of this repository, below its root. */
  | { readonly kind: "local" | "self"; readonly path: string }
  | {
      readonly kind: "docker";
      /** Behind `docker://`. */
      readonly image: string;
      /** By its digest. */
      readonly isPinned: boolean;
    }
  /** Nothing that GitHub knows. */
  | { readonly kind: "unknown" }
);
