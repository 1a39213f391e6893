// A repository on GitHub

export type { GitHub } from "./github.ts";
export { type GitHubAccess, openGitHub } from "./open-github.ts";

// What it gives and takes

export type { Account } from "./account.ts";
export {
  ANNOTATIONS_AT_ONCE,
  type CheckAnnotation,
  type CheckConclusion,
  type CheckOutput,
  type CheckRun,
  type CheckRunChange,
  type ListedCheckRun,
  type NewCheckRun,
} from "./checks/check-run.ts";
export type { SarifStatus, SarifUpload } from "./code-scanning/sarif.ts";
export type { Comment } from "./comments/comments.ts";
export type { StickyComment, StickyText } from "./comments/sticky-comment.ts";
export type { Push } from "./commits/activity.ts";
export { loginInAddress, type NamedPerson } from "./commits/co-authors.ts";
export type { Commit, CommitPerson } from "./commits/commit.ts";
export type { CommitList, Comparison } from "./commits/commits.ts";
export type { Tree, TreeEntry } from "./contents/contents.ts";
export {
  type DeploymentState,
  type DeploymentStatus,
  type GitHubDeployment,
  MOST_OF_A_DESCRIPTION,
  type NewDeployment,
  type NewDeploymentStatus,
} from "./deployments/deployment.ts";
export type { Issue } from "./issues/issues.ts";
export type { StickyIssue, StickyIssueText } from "./issues/sticky-issue.ts";
export type { PullRequestFile, PullRequestFiles } from "./pulls/files.ts";
export type { CommitPull } from "./pulls/merged-pull.ts";
export type { PullRequest, PullRequestSide } from "./pulls/pull-request.ts";
export type { LineComment, Review, ReviewComment, ReviewText, ReviewWritten } from "./pulls/reviews.ts";
export type { Membership, TeamMembers } from "./teams/team-members.ts";
export type { Refusal, Written } from "./written.ts";

// Who a job is

export { type IdentitySource, identitySource, requestIdentity } from "./identity/request-identity.ts";

// What it costs and needs

export { DEFAULT_BUDGET, type GitHubBudget } from "./connection/budget.ts";
export { cureOf, GITHUB_PERMISSIONS, type Permission } from "./permissions.ts";

// Diffs

export { addedLines, type Hunk, isInDiff, type PatchLine, parsePatch } from "./pulls/patch.ts";

// Errors

export { GitHubError, type GitHubErrorCode } from "./errors.ts";
