/** What can be wrong with a repository, apart from what rules say of it. Each has a section in the page on `doctor`. */
export type RepositoryAilmentCode =
  | "doctor/documents-old"
  | "doctor/secrets-open"
  | "doctor/secrets-in-git"
  | "doctor/actions-not-pinned"
  | "doctor/branch-not-guarded";

/** One thing that is old or wrong in a repository. */
export interface RepositoryAilment {
  readonly code: RepositoryAilmentCode;
  readonly level: "mandatory" | "advisory";
  readonly message: string;
  /** Relative to the present folder. */
  readonly where: string;
  readonly line?: number | undefined;
  readonly mend: string;
  readonly fix?: (() => Promise<string>) | undefined;
}
