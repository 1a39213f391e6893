import { posix } from "node:path";
import type { Finding } from "@towpath/core";

/** What a change has to do with what is around services. */
export interface AroundChange {
  /** Files that were added, changed or removed, as places name them. */
  readonly changed: ReadonlySet<string>;
  /** The manifests that are checked, as places name them. */
  readonly manifests: readonly string[];
  /** Whether a finding is of a rule about all services together. */
  isOfFleet(finding: Finding): boolean;
}

/**
 * Whether a change may have brought a finding about the repository or the fleet. A file that is missing is found where
 * another one asks for it, so what lies beside a changed file counts; workflows and local actions lead to each other, and so
 * do services. What stands in no file is about the repository as a whole, whatever is changed.
 */
export function touchesAround(finding: Finding, { changed, manifests, isOfFleet }: AroundChange): boolean {
  const { places } = finding;
  if (places.length === 0 || places.some(({ file }) => changed.has(file))) return true;
  if (isOfFleet(finding)) return manifests.some((manifest) => changed.has(manifest));
  const folders = new Set([...changed].map((path) => posix.dirname(path)));
  const isOfWorkflows = [...changed].some((path) => isInGithub(path) || /(?:^|\/)action\.ya?ml$/.test(path));
  return places.some(({ file }) => folders.has(posix.dirname(file)) || (isOfWorkflows && isInGithub(file)));
}

function isInGithub(path: string): boolean {
  return /(?:^|\/)\.github\//.test(path);
}
