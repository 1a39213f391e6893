import { type Digest, shortDigest, type TowpathError } from "@towpath/core";
import type { Section } from "@towpath/report";

/** Where the platform of a run came from: what was asked for, what that was, and the digest of what was read. */
export interface PlatformSource {
  readonly kind: "starter" | "path" | "npm" | "git";
  /** As it was written; null for the starter platform, which nobody names. */
  readonly reference: string | null;
  /** Of an npm package. */
  readonly version?: string | undefined;
  /** That the tag of a git repository leads to. */
  readonly commit?: string | undefined;
  /** The platform's own name. */
  readonly name: string;
  /** Of all its documents' values. */
  readonly digest: Digest;
}

/** What is said about where platforms came from: a line for each package or repository, and what a tool that failed said. */
export function platformSections(
  opened: readonly {
    readonly source?: PlatformSource | undefined;
    readonly failure?: Pick<TowpathError, "tail"> | undefined;
  }[],
): readonly Section[] {
  const fields = sourcesOf(opened).flatMap(({ kind, reference, version, commit, name, digest }) => {
    if (kind !== "npm" && kind !== "git") return [];
    const exact = commit === undefined ? `version ${version ?? "unknown"}` : `commit ${commit.slice(0, 12)}`;
    return { name: "Platform", value: `${name}, ${reference} (${exact}, ${shortDigest(digest)})` };
  });
  const lines = [...new Set(opened.flatMap(({ failure }) => failure?.tail ?? []))];
  return [
    ...(fields.length > 0 ? [{ kind: "fields" as const, fields }] : []),
    ...(lines.length > 0 ? [{ kind: "lines" as const, title: "It printed last:", lines }] : []),
  ];
}

/** Each platform once, in the order in which they were met. */
export function sourcesOf(
  opened: readonly {
    readonly source?: PlatformSource | undefined;
    readonly furtherSources?: readonly PlatformSource[] | undefined;
  }[],
): readonly PlatformSource[] {
  const once = new Map<PlatformSource, string>();
  for (const { source, furtherSources = [] } of opened)
    for (const one of source ? [source, ...furtherSources] : furtherSources)
      if (!once.has(one)) once.set(one, JSON.stringify(one));
  // What another thread read is equal, and not the same.
  return [...new Map([...once].map(([source, text]) => [text, source])).values()];
}
