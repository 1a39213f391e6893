import { createHash } from "node:crypto";
import type { JsonObject } from "@towpath/core";
import type { KeptPull } from "../repository.ts";
import { notFound, type RepositoryCall, type Route, userBody } from "../route.ts";

/** GitHub lists no more files of a pull request. */
const MOST_FILES = 3000;

/** Pull requests and their files. */
export const pullRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/pulls/{pull_number}": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: (call) => {
      const pull = pullOf(call);
      return pull ? { status: 200, body: wholeBody(call, pull) } : notFound;
    },
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: (call) => {
      const pull = pullOf(call);
      if (!pull) return notFound;
      return { status: 200, pages: { items: pull.files.slice(0, MOST_FILES).map((file) => ({ ...file })) } };
    },
  },
};

/** The pull request that a request's address names. */
export function pullOf({ repository, parameters }: RepositoryCall): KeptPull | undefined {
  return repository.pulls.find((pull) => pull.number === Number(parameters["pull_number"]));
}

/** Of an open one GitHub names the commit by which it saw whether it can be merged. */
function triedMerge({ base, head }: KeptPull): string {
  return createHash("sha1").update(`${base.sha} ${head.sha}`).digest("hex");
}

/** A pull request as lists have it. */
export function pullBody({ api, repository }: RepositoryCall, pull: KeptPull): JsonObject {
  const { number, title, state, isDraft, isLocked, base, head, headRepository, merged } = pull;
  const full = `${repository.owner}/${repository.name}`;
  const url = `${api}/repos/${full}/pulls/${number}`;
  const repo = (name: string, isPrivate: boolean) => ({
    full_name: name,
    name: name.replace(/^.*\//, ""),
    private: isPrivate,
  });
  return {
    id: number,
    number,
    title,
    state,
    draft: isDraft,
    locked: isLocked,
    merged_at: merged?.at ?? null,
    merge_commit_sha: merged?.commit ?? triedMerge(pull),
    url,
    html_url: `${api}/${full}/pull/${number}`,
    user: userBody(pull),
    base: {
      ...base,
      label: `${repository.owner}:${base.ref}`,
      repo: repo(full, repository.isPrivate),
      user: { login: repository.owner },
    },
    head: {
      ...head,
      label: `${(headRepository ?? "unknown").replace(/\/.*$/, "")}:${head.ref}`,
      repo: headRepository === null ? null : repo(headRepository, repository.isPrivate),
      user: { login: (headRepository ?? repository.owner).replace(/\/.*$/, "") },
    },
  };
}

function wholeBody(call: RepositoryCall, pull: KeptPull): JsonObject {
  const { files, merged } = pull;
  return {
    ...pullBody(call, pull),
    merged: merged !== undefined,
    merged_by: merged ? userBody({ account: merged.by }) : null,
    changed_files: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    commits: 1,
  };
}
