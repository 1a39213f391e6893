// A repository on GitHub

export type { GitHub } from "./github.ts";
export { type GitHubAccess, openGitHub } from "./open-github.ts";

// What it gives and takes

export {
  ANNOTATIONS_AT_ONCE,
  type CheckAnnotation,
  type CheckConclusion,
  type CheckOutput,
  type CheckRun,
  type CheckRunChange,
  type NewCheckRun,
} from "./checks/check-run.ts";
export type { SarifStatus, SarifUpload } from "./code-scanning/sarif.ts";
export type { Comment } from "./comments/comments.ts";
export type { StickyComment, StickyText } from "./comments/sticky-comment.ts";
export type { Tree, TreeEntry } from "./contents/contents.ts";
export type { PullRequestFile, PullRequestFiles } from "./pulls/files.ts";
export type { PullRequest, PullRequestSide } from "./pulls/pull-request.ts";
export type { LineComment, Review, ReviewComment, ReviewText, ReviewWritten } from "./pulls/reviews.ts";
export type { Membership } from "./teams/team-members.ts";
export type { Refusal, Written } from "./written.ts";

// What it costs and needs

export { DEFAULT_BUDGET, type GitHubBudget } from "./connection/budget.ts";
export { cureOf, GITHUB_PERMISSIONS, type Permission } from "./permissions.ts";

// Diffs

export { addedLines, type Hunk, isInDiff, type PatchLine, parsePatch } from "./pulls/patch.ts";

// Errors

export { GitHubError, type GitHubErrorCode } from "./errors.ts";
