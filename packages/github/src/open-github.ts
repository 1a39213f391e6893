import type { Effects, Secret } from "@towpath/core";
import { checkRunsIn } from "./checks/check-runs.ts";
import { codeScanningIn } from "./code-scanning/sarif.ts";
import { commentsIn } from "./comments/comments.ts";
import { writeSticky } from "./comments/sticky-comment.ts";
import { readPushes } from "./commits/activity.ts";
import { readCommitAuthors } from "./commits/commit-authors.ts";
import { commitsIn } from "./commits/commits.ts";
import { addressOf } from "./connection/address.ts";
import { DEFAULT_BUDGET, type GitHubBudget, openPurse } from "./connection/budget.ts";
import { connect } from "./connection/connection.ts";
import { repositoryPath } from "./connection/path.ts";
import { tokenOf } from "./connection/token.ts";
import { contentsIn } from "./contents/contents.ts";
import { deploymentsIn } from "./deployments/deployments.ts";
import type { GitHub } from "./github.ts";
import { issuesIn } from "./issues/issues.ts";
import { writeStickyIssue } from "./issues/sticky-issue.ts";
import { GITHUB_PERMISSIONS } from "./permissions.ts";
import { readFiles } from "./pulls/files.ts";
import { readPullRequest } from "./pulls/pull-request.ts";
import { reviewsIn } from "./pulls/reviews.ts";
import { readMembership, readTeamMembers } from "./teams/team-members.ts";
import { viewerOf } from "./viewer.ts";
import { unlessHidden } from "./written.ts";

/** Which repository, as whom, and at what cost. */
export interface GitHubAccess {
  /** The REST API, as `GITHUB_API_URL` has it: `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: Secret | string;
  readonly repository: { readonly owner: string; readonly name: string };
  readonly effects: Pick<Effects, "clock" | "fetch" | "signal" | "events">;
  /** What differs from 300 requests, 90 s of waiting, 30 s for a request and 300 s for all. */
  readonly budget?: Partial<GitHubBudget>;
}

/**
 * Opens one repository on GitHub. Nothing is asked before a call is made.
 *
 * @throws {GitHubError} `github/address`, `github/token`, `github/request` for what cannot be used
 */
export function openGitHub(access: GitHubAccess): GitHub {
  const { effects } = access;
  const connection = connect({
    address: addressOf(access.apiUrl),
    token: tokenOf(access.token),
    effects,
    purse: openPurse({ ...DEFAULT_BUDGET, ...access.budget }, effects.clock),
  });
  const repository = repositoryPath(access.repository);
  const viewer = viewerOf(connection);
  const comments = commentsIn(connection, repository, viewer);
  const checkRuns = checkRunsIn(connection, repository);
  const reviews = reviewsIn(connection, repository, viewer);
  const contents = contentsIn(connection, repository);
  const commits = commitsIn(connection, repository);
  const deployments = deploymentsIn(connection, repository);
  const issues = issuesIn(connection, repository);
  const codeScanning = codeScanningIn(connection, repository);
  return {
    pullRequest: (number) => readPullRequest(connection, repository, number),
    filesOf: (pull) => readFiles(connection, repository, pull),
    commentsOf: comments.of,
    createComment: comments.create,
    updateComment: comments.update,
    stickyComment: (pull, text) =>
      unlessHidden(GITHUB_PERMISSIONS.stickyComment, () => writeSticky(comments, viewer, pull, text)),
    createCheckRun: checkRuns.create,
    updateCheckRun: checkRuns.update,
    checkRunsOf: checkRuns.of,
    reviewsOf: reviews.of,
    reviewCommentsOf: reviews.commentsOf,
    createReview: (pull, text) => unlessHidden(GITHUB_PERMISSIONS.createReview, () => reviews.create(pull, text)),
    isTeamMember: (org, team, user) => readMembership(connection, { org, team, user }),
    teamMembers: (org, team) => readTeamMembers(connection, { org, team }),
    compare: commits.compare,
    commit: commits.one,
    commitAuthors: (sha) => readCommitAuthors(connection, access.repository, sha),
    filesOfCommit: commits.files,
    pullsOf: commits.pullsOf,
    commitsOf: commits.ofPull,
    pushesTo: (branch) => readPushes(connection, repository, branch),
    deploymentsTo: deployments.to,
    createDeployment: deployments.create,
    deploymentStatusesOf: deployments.statusesOf,
    createDeploymentStatus: deployments.say,
    stickyIssue: (text) => unlessHidden(GITHUB_PERMISSIONS.stickyIssue, () => writeStickyIssue(issues, viewer, text)),
    contentsAt: contents.file,
    treeAt: contents.tree,
    blob: contents.blob,
    uploadSarif: codeScanning.upload,
    sarifStatus: codeScanning.status,
    viewer,
  };
}
