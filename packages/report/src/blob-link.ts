import type { Place } from "@towpath/core";
import { pathAddress, repositoryPath } from "./repository-path.ts";

/** The commit whose files places are in. */
export interface CommitFacts {
  /** `owner/name`. */
  readonly repository?: string | undefined;
  /** All digits of the commit. */
  readonly sha?: string | undefined;
  /** GitHub's own address; `https://github.com` when absent. */
  readonly server?: string | undefined;
  /** The folder that places are relative to, seen from the repository's root, with `/`. The root itself when absent. */
  readonly folder?: string | undefined;
}

/** The address of a place's lines in a commit, or undefined where it has none. */
export type BlobLink = (place: Place) => string | undefined;

/** How places of a commit are linked; no place is where the facts do not say which commit that is. */
export function blobLinks({ repository = "", sha = "", server = "https://github.com", folder }: CommitFacts): BlobLink {
  const isKnown =
    /^[\w.-]+\/[\w.-]+$/.test(repository) &&
    /^[0-9a-f]{40,64}$/.test(sha) &&
    /^https?:\/\/[\w.-]+(?::\d+)?\/?$/.test(server);
  if (!isKnown) return () => undefined;
  const base = `${server.replace(/\/$/, "")}/${repository}/blob/${sha}`;
  return ({ file, range }) => {
    const path = repositoryPath(file, folder);
    if (path === undefined) return undefined;
    const last = range && lastLine(range);
    const lines = range ? `#L${range.start.line}${last === range.start.line ? "" : `-L${last}`}` : "";
    return `${base}/${pathAddress(path)}${lines}`;
  };
}

/** The last line that a range has something of. */
export function lastLine({ start, end }: NonNullable<Place["range"]>): number {
  return Math.max(start.line, end.column === 1 && end.line > start.line ? end.line - 1 : end.line);
}
