import { type Digest, own } from "@towpath/core";

/** What a statement is about: an artifact by its SHA-256, or a commit. */
export interface Subject {
  /** For people: `orders-1.8.2.tar.gz`. */
  readonly name?: string | undefined;
  /** By algorithm; in-toto's names: `sha256`, `gitCommit`. Hexadecimal, lower case. */
  readonly digest: Readonly<Record<string, string>>;
}

/** The subject of an artifact, or of anything else that has a SHA-256. */
export function digestSubject(digest: Digest, name?: string): Subject {
  return { ...(name === undefined ? {} : { name }), digest: { sha256: digest.slice("sha256:".length) } };
}

/** The subject of a commit of git. */
export function commitSubject(commit: string, name?: string): Subject {
  return { ...(name === undefined ? {} : { name }), digest: { gitCommit: commit } };
}

/** A digest or a commit as one text: `sha256:…` or `git:…`. */
export type SubjectKey = Digest | `git:${string}`;

/** What a subject is kept and looked for by; undefined for an algorithm that this version does not know. */
export function subjectKey(subject: Subject): SubjectKey | undefined {
  const sha256 = own(subject.digest, "sha256");
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) return `sha256:${sha256}`;
  const commit = own(subject.digest, "gitCommit");
  return commit !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? `git:${commit}` : undefined;
}

/** Every key of a statement's subjects. */
export function subjectKeys(subjects: readonly Subject[]): readonly SubjectKey[] {
  return subjects.flatMap((subject) => subjectKey(subject) ?? []);
}
