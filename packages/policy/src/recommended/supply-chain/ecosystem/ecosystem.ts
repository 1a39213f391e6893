import type { Place } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";

/** A way to name what a program depends on, and to write down which of it was taken. */
export interface Ecosystem {
  /** As a message calls it: `npm`. */
  readonly name: string;
  /** The file that names what is depended on. */
  readonly manifest: string;
  /** The files that may hold what was taken. */
  readonly locks: readonly string[];
  /** What writes the lock file. */
  readonly command: string;
  /** As `package-ecosystem` of Dependabot has it. */
  readonly dependabot: readonly string[];
  /** Whether there is anything to write down. */
  needsLock(files: RepositoryFiles, manifest: string): boolean;
  /** What a manifest asks for and its lock file does not have, or has otherwise. */
  drift(files: RepositoryFiles, manifest: string, lock: string): readonly Drift[];
}

/** One thing that is not as its lock file says. */
export interface Drift {
  /** What is depended on. */
  readonly dependency: string;
  /** What the manifest asks for; undefined where it asks for nothing any more. */
  readonly wanted: string | undefined;
  /** What the lock file was written for; undefined where it does not know it. */
  readonly locked: string | undefined;
  readonly place: Place;
}
