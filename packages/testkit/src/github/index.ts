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
export type { FileChanges } from "./git-folder.ts";
export { type LoggedRequest, type LoopbackGitHub, type LoopbackOptions, loopbackGitHub } from "./loopback-github.ts";
export type {
  KeptCheckRun,
  KeptComment,
  KeptPull,
  KeptReview,
  KeptReviewComment,
  KeptSarif,
  LoopbackRepository,
  PullSketch,
  RepositorySketch,
} from "./repository.ts";
