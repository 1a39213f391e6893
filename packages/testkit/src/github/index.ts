// A GitHub on this machine

// Who asks
export {
  type Account,
  ALL_PERMISSIONS,
  FORK_PERMISSIONS,
  type LoopbackToken,
  type TokenPermissions,
} from "./accounts.ts";
export type { ComparedFile } from "./compare.ts";
// What goes wrong
export { faults, type GitHubFault, type OrderedFault } from "./faults.ts";
export type { FileChanges, Person } from "./git-folder.ts";
export type { IdentityVariables } from "./identity.ts";
export type { KeptDeployment, KeptDeploymentState, KeptDeploymentStatus } from "./kept-deployment.ts";
export type { KeptIssue } from "./kept-issue.ts";
export { type LoggedRequest, type LoopbackGitHub, type LoopbackOptions, loopbackGitHub } from "./loopback-github.ts";
export type { MergeMethod } from "./merge-pull.ts";
export type {
  CommitOptions,
  KeptActivity,
  KeptCheckRun,
  KeptComment,
  KeptMerge,
  KeptPull,
  KeptReview,
  KeptReviewComment,
  KeptSarif,
  LoopbackRepository,
  PullSketch,
  RepositorySketch,
} from "./repository.ts";
