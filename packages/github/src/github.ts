import type { CheckRun, CheckRunChange, ListedCheckRun, NewCheckRun } from "./checks/check-run.ts";
import type { SarifStatus, SarifUpload } from "./code-scanning/sarif.ts";
import type { Comment } from "./comments/comments.ts";
import type { StickyComment, StickyText } from "./comments/sticky-comment.ts";
import type { Push } from "./commits/activity.ts";
import type { Commit, CommitPerson } from "./commits/commit.ts";
import type { CommitList, Comparison } from "./commits/commits.ts";
import type { Tree } from "./contents/contents.ts";
import type {
  DeploymentStatus,
  GitHubDeployment,
  NewDeployment,
  NewDeploymentStatus,
} from "./deployments/deployment.ts";
import type { StickyIssue, StickyIssueText } from "./issues/sticky-issue.ts";
import type { PullRequestFiles } from "./pulls/files.ts";
import type { CommitPull } from "./pulls/merged-pull.ts";
import type { PullRequest } from "./pulls/pull-request.ts";
import type { Review, ReviewComment, ReviewText, ReviewWritten } from "./pulls/reviews.ts";
import type { Membership, TeamMembers } from "./teams/team-members.ts";
import type { Written } from "./written.ts";

/**
 * One repository on GitHub, for what a check, a plan and a deployment need. Every call throws a `GitHubError` where it got no answer,
 * and the signal's reason when it was interrupted. Changes that GitHub refuses for want of a permission are an answer.
 */
export interface GitHub {
  /** By its number. */
  pullRequest(number: number): Promise<PullRequest>;
  /** The files of a pull request, with the lines that are in its diff. GitHub lists 3,000 at most. */
  filesOf(pull: number): Promise<PullRequestFiles>;

  /** All of its conversation, the oldest first. */
  commentsOf(pull: number): Promise<readonly Comment[]>;
  /** @param body Markdown, of 65,536 characters at most */
  createComment(pull: number, body: string): Promise<Written<Comment>>;
  /** @param comment its `id` */
  updateComment(comment: number, body: string): Promise<Written<Comment>>;
  /** The one comment of its kind: made, changed in place, or left alone when it says the same already. */
  stickyComment(pull: number, text: StickyText): Promise<Written<StickyComment>>;

  /** Makes a check run with any number of annotations, fifty a request. It is completed by the last one. */
  createCheckRun(run: NewCheckRun): Promise<Written<CheckRun>>;
  /** Adds to a check run. `run` is what the last call gave: it says how many annotations are there. */
  updateCheckRun(run: CheckRun, change: CheckRunChange): Promise<Written<CheckRun>>;

  /** All check runs of one name at a commit, with the app that made each. */
  checkRunsOf(commit: string, name: string): Promise<readonly ListedCheckRun[]>;

  /** All of them, the oldest first. */
  reviewsOf(pull: number): Promise<readonly Review[]>;
  /** The comments at lines, of all reviews. */
  reviewCommentsOf(pull: number): Promise<readonly ReviewComment[]>;
  /** One review that only comments. What we said before, by its key, is not said again. */
  createReview(pull: number, text: ReviewText): Promise<Written<ReviewWritten>>;

  /** Whether a login belongs to a team. @param team its slug */
  isTeamMember(org: string, team: string, user: string): Promise<Membership>;

  /** Everybody who belongs to a team. @param team its slug */
  teamMembers(org: string, team: string): Promise<TeamMembers>;

  /** What the head has that the base has not, beyond the 250 commits of one answer. Both are commits, branches or tags. */
  compare(base: string, head: string): Promise<Comparison>;
  /** Who made a commit, and from which. */
  commit(sha: string): Promise<Commit>;
  /** Everybody whom a commit names as an author, co-authors too, with the accounts that GitHub links to them. */
  commitAuthors(sha: string): Promise<readonly CommitPerson[]>;
  /** The files that a commit changes against its first parent. GitHub lists 3,000 at most. */
  filesOfCommit(sha: string): Promise<PullRequestFiles>;
  /** The merged pull requests that brought a commit to the default branch; of another commit also those that are open. */
  pullsOf(sha: string): Promise<readonly CommitPull[]>;
  /** The commits of a pull request, the oldest first. GitHub lists 250 at most. */
  commitsOf(pull: number): Promise<CommitList>;
  /** What moved a branch, the newest first, the last hundred times; of one that is gone, too. @param branch its name */
  pushesTo(branch: string): Promise<readonly Push[]>;

  /** Every deployment to an environment, the newest first. @param task only those of this kind */
  deploymentsTo(environment: string, task?: string): Promise<readonly GitHubDeployment[]>;
  /** Tells of a deployment. It merges nothing and waits for no check. */
  createDeployment(deployment: NewDeployment): Promise<Written<GitHubDeployment>>;
  /** What was said of a deployment, the newest first. @param deployment its `id` @param most no more of them; all when absent */
  deploymentStatusesOf(deployment: number, most?: number): Promise<readonly DeploymentStatus[]>;
  /** Says how a deployment goes. @param deployment its `id` */
  createDeploymentStatus(deployment: number, status: NewDeploymentStatus): Promise<Written<DeploymentStatus>>;

  /** The one issue of its kind: made, changed in place, opened again, closed, or left alone when it says the same already. */
  stickyIssue(text: StickyIssueText): Promise<Written<StickyIssue>>;

  /** The bytes of a file; undefined where the commit has no file there. @throws where there is no such commit to be seen */
  contentsAt(path: string, ref: string): Promise<Uint8Array | undefined>;
  /** Everything below the root at a commit, a branch or a tag; `isComplete` is false where GitHub lists only a part. */
  treeAt(ref: string): Promise<Tree>;
  /** A file's bytes by the `sha` that a tree has for it. Held against that digest. */
  blob(sha: string): Promise<Uint8Array>;

  /** Hands a report to code scanning, which looks through it later. @returns what {@link sarifStatus} is asked by */
  uploadSarif(upload: SarifUpload): Promise<Written<{ readonly id: string }>>;
  /** How far GitHub is with a report. @param upload the `id` that its upload gave */
  sarifStatus(upload: string): Promise<SarifStatus>;

  /** The login behind the token: `github-actions[bot]` for a workflow's own. */
  viewer(): Promise<string>;
}
