/** One thing in an archive. Paths are relative, with `/`, without `.` and `..`. */
export type ArchiveEntry =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "file"; readonly path: string }
  /** `target` is relative to the link's own folder. */
  | { readonly kind: "link"; readonly path: string; readonly target: string };
