import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Effects, nodeClock, nodeEffects, type ProgressEvent } from "@towpath/core";
import type { CheckRequest } from "../fleet/check-judge.ts";
import { check } from "../verbs/check.ts";
import { type GitRepository, gitRepository } from "./git-repository.ts";

/** A repository with a base and what is proposed onto it, checked out. */
export interface TestProposal {
  readonly repository: GitRepository;
  /** The commit that it is proposed for. */
  readonly base: string;
  readonly events: ProgressEvent[];
  readonly effects: Effects;
  /** Puts a link where a file may be. */
  link(path: string, target: string): void;
  check(request?: Partial<CheckRequest>): ReturnType<typeof check>;
}

/** What the base has, and what is proposed in its place: a file of the base stays unless it is named, and goes with `null`. */
export function proposal(
  base: Readonly<Record<string, string>>,
  proposed: Readonly<Record<string, string | null>>,
  over: Partial<Effects> = {},
): TestProposal {
  const repository = gitRepository();
  const commit = repository.commit(base);
  const files = Object.entries({ ...base, ...proposed }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  repository.commit(Object.fromEntries(files));
  const events: ProgressEvent[] = [];
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: (event) => events.push(event),
    clock: { ...nodeClock, now: () => new Date("2026-12-01T12:00:00Z") },
    variables: { PATH: process.env["PATH"], HOME: join(repository.folder, "..") },
    folder: repository.folder,
    ...over,
  });
  return {
    repository,
    base: commit,
    events,
    effects,
    link: (path, target) => {
      rmSync(join(repository.folder, path), { recursive: true, force: true });
      symlinkSync(target, join(repository.folder, path));
      repository.git("add", "--all");
      repository.git("commit", "--quiet", "--message=Link");
    },
    check: (request = {}) =>
      check({ manifests: ["**/towpath.yaml"], isUntrusted: true, base: { commit }, ...request }, effects),
  };
}
