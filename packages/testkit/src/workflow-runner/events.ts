import { execFileSync } from "node:child_process";
import type { JsonObject } from "@towpath/core";
import type { KeptPull, LoopbackRepository } from "../github/repository.ts";
import type { WorkflowEvent } from "./run.ts";
import { WorkflowError } from "./workflow-error.ts";

/** A push of a branch as it is now. */
export async function pushEvent(
  repository: LoopbackRepository,
  {
    branch = "main",
    before,
    actor = "anna",
  }: { readonly branch?: string; readonly before?: string; readonly actor?: string } = {},
): Promise<WorkflowEvent> {
  const sha = await shaOf(repository, `refs/heads/${branch}`);
  const parent = await repository.commitOf(`${sha}^1`);
  return {
    name: "push",
    actor,
    ref: `refs/heads/${branch}`,
    sha,
    payload: {
      ref: `refs/heads/${branch}`,
      before: before ?? parent ?? "0".repeat(40),
      after: sha,
      forced: false,
      head_commit: { id: sha },
      repository: repositoryIn(repository),
      sender: { login: actor },
    },
  };
}

/** Something that happened to a pull request. Its merge is made, as GitHub does: `refs/pull/N/merge`. */
export async function pullRequestEvent(
  repository: LoopbackRepository,
  pull: KeptPull,
  { action = "synchronize", actor = pull.account.login }: { readonly action?: string; readonly actor?: string } = {},
): Promise<WorkflowEvent> {
  const { number, base, head } = pull;
  const tip = (await repository.commitOf(`refs/heads/${base.ref}`)) ?? base.sha;
  const ref = `refs/pull/${number}/merge`;
  const sha = mergeOf(repository.folder, tip, head.sha, ref);
  const full = `${repository.owner}/${repository.name}`;
  return {
    name: "pull_request",
    actor,
    ref,
    sha,
    headRef: head.ref,
    baseRef: base.ref,
    payload: {
      action,
      number,
      pull_request: {
        number,
        title: pull.title,
        state: pull.state,
        draft: pull.isDraft,
        user: { login: pull.account.login, type: pull.account.type },
        base: { ref: base.ref, sha: tip, repo: { full_name: full } },
        head: {
          ref: head.ref,
          sha: head.sha,
          repo: pull.headRepository === null ? null : { full_name: pull.headRepository },
        },
      },
      repository: repositoryIn(repository),
      sender: { login: actor },
    },
  };
}

/** A time that a schedule names. */
export async function scheduleEvent(repository: LoopbackRepository, schedule = "17 3 * * *"): Promise<WorkflowEvent> {
  return {
    name: "schedule",
    actor: "github-actions[bot]",
    ref: "refs/heads/main",
    sha: await shaOf(repository, "refs/heads/main"),
    payload: { schedule, repository: repositoryIn(repository) },
  };
}

/** A run that somebody starts by hand. */
export async function dispatchEvent(
  repository: LoopbackRepository,
  inputs: JsonObject = {},
  actor = "anna",
): Promise<WorkflowEvent> {
  return {
    name: "workflow_dispatch",
    actor,
    ref: "refs/heads/main",
    sha: await shaOf(repository, "refs/heads/main"),
    payload: { inputs, ref: "refs/heads/main", repository: repositoryIn(repository), sender: { login: actor } },
  };
}

async function shaOf(repository: LoopbackRepository, ref: string): Promise<string> {
  const sha = await repository.commitOf(ref);
  if (sha === undefined) throw new WorkflowError(`There is no ${ref} in ${repository.folder}.`);
  return sha;
}

function repositoryIn({ owner, name, isPrivate }: LoopbackRepository): JsonObject {
  return { name, full_name: `${owner}/${name}`, private: isPrivate, default_branch: "main", owner: { login: owner } };
}

/** @throws {WorkflowError} where the two cannot be merged: GitHub starts nothing then */
function mergeOf(folder: string, onto: string, head: string, ref: string): string {
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "GitHub",
    GIT_AUTHOR_EMAIL: "noreply@github.com",
    GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
    GIT_COMMITTER_NAME: "GitHub",
    GIT_COMMITTER_EMAIL: "noreply@github.com",
    GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
  };
  const git = (...words: readonly string[]) =>
    execFileSync("git", words, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  let tree = "";
  try {
    tree = git("merge-tree", "--write-tree", onto, head).split("\n")[0] ?? "";
  } catch {
    throw new WorkflowError(`${ref}: ${head} cannot be merged into ${onto}.`);
  }
  const merge = git("commit-tree", "-p", onto, "-p", head, "-m", `Merge ${head} into ${onto}`, tree);
  git("update-ref", ref, merge);
  return merge;
}
