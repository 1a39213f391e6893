import type { Connection } from "../connection/connection.ts";
import { fieldsOf } from "../connection/fields.ts";
import { id, segments } from "../connection/path.ts";
import { requestError } from "../errors.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { MOST_FILES, type PullRequestFiles, pullRequestFile } from "../pulls/files.ts";
import { type CommitPull, commitPull } from "../pulls/merged-pull.ts";
import { type Commit, commitFrom } from "./commit.ts";

const PAGE = 100;
/** GitHub lists no more commits of a pull request. GitHub's documentation, "List commits on a pull request". */
const MOST_OF_A_PULL = 250;

/** How one commit stands to another. */
export interface Comparison {
  /** `ahead`: the head has all of the base, and more. */
  readonly status: "identical" | "ahead" | "behind" | "diverged";
  /** How many commits the head has that the base has not, as GitHub counts them. */
  readonly total: number;
  /** These commits, the oldest first. */
  readonly commits: readonly Commit[];
  /** False where GitHub counts more than it lists. */
  readonly isComplete: boolean;
}

/** Some commits; `isComplete` is false where there may be more than GitHub lists. */
export interface CommitList {
  readonly commits: readonly Commit[];
  readonly isComplete: boolean;
}

/** The commits of a repository, and where they came from. */
export interface Commits {
  compare(base: string, head: string): Promise<Comparison>;
  one(sha: string): Promise<Commit>;
  files(sha: string): Promise<PullRequestFiles>;
  pullsOf(sha: string): Promise<readonly CommitPull[]>;
  ofPull(pull: number): Promise<CommitList>;
}

const STATUSES = ["identical", "ahead", "behind", "diverged"] as const;

export function commitsIn(connection: Connection, repository: string): Commits {
  return {
    compare: async (base, head) => {
      const what = `The commits from ${base} to ${head}`;
      const path = `${repository}/compare/${comparable(base)}...${comparable(head)}`;
      const commits: Commit[] = [];
      for (let page = 1; ; page++) {
        const query = { per_page: String(PAGE), page: String(page) };
        const answer = await connection.read({ path, query, needs: GITHUB_PERMISSIONS.compare, what });
        const fields = fieldsOf(answer, what);
        const more = fields.list("commits").map(commitFrom);
        commits.push(...more);
        const total = fields.number("total_commits");
        const said = fields.text("status");
        if (commits.length < total && more.length > 0) continue;
        return {
          status: STATUSES.find((status) => status === said) ?? "diverged",
          total,
          commits,
          isComplete: commits.length === total && new Set(commits.map(({ sha }) => sha)).size === total,
        };
      }
    },
    one: async (sha) => {
      const what = `Commit ${sha.slice(0, 12)}`;
      const path = `${repository}/commits/${segments(sha, "commit")}`;
      // Of its files no more is asked for than must be.
      const query = { per_page: "1" };
      return commitFrom(fieldsOf(await connection.read({ path, query, needs: GITHUB_PERMISSIONS.commit, what }), what));
    },
    files: async (sha) => {
      const paths = new Set<string>();
      const found = await connection.list(
        {
          path: `${repository}/commits/${segments(sha, "commit")}`,
          needs: GITHUB_PERMISSIONS.filesOfCommit,
          what: `The files of commit ${sha.slice(0, 12)}`,
        },
        "files",
        // GitHub has pages of its own size here: one that brings nothing new is the last.
        (page) => {
          const before = paths.size;
          for (const file of page) paths.add(file.text("filename"));
          return paths.size === before;
        },
      );
      const files = [...new Map(found.map((file) => [file.text("filename"), pullRequestFile(file)])).values()];
      return { files, isComplete: files.length < MOST_FILES };
    },
    pullsOf: async (sha) => {
      const found = await connection.list({
        path: `${repository}/commits/${segments(sha, "commit")}/pulls`,
        needs: GITHUB_PERMISSIONS.pullsOf,
        what: `The pull requests of commit ${sha.slice(0, 12)}`,
      });
      return found.map(commitPull);
    },
    ofPull: async (pull) => {
      const found = await connection.list({
        path: `${repository}/pulls/${id(pull)}/commits`,
        needs: GITHUB_PERMISSIONS.commitsOf,
        what: `The commits of pull request ${pull}`,
      });
      return { commits: found.map(commitFrom), isComplete: found.length < MOST_OF_A_PULL };
    },
  };
}

/** A side of a comparison: dots or a colon in it would make it another one. @throws {GitHubError} `github/request` */
function comparable(ref: string): string {
  if (!ref.includes("..") && !ref.includes(":")) return segments(ref, "branch, tag or commit");
  throw requestError(`${JSON.stringify(ref)} is no side of a comparison.`, "Use a commit, whole.");
}
