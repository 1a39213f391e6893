/**
 * What each call needs, in the words of a workflow's `permissions:`. GitHub's documentation, "Permissions required for
 * GitHub Apps" and "Permissions required for fine-grained personal access tokens".
 */
export const GITHUB_PERMISSIONS = {
  blob: "contents: read",
  checkRunsOf: "checks: read",
  commentsOf: "pull-requests: read",
  commit: "contents: read",
  commitAuthors: "contents: read",
  commitsOf: "pull-requests: read",
  compare: "contents: read",
  contentsAt: "contents: read",
  createCheckRun: "checks: write",
  createComment: "pull-requests: write",
  createDeployment: "deployments: write",
  createDeploymentStatus: "deployments: write",
  createReview: "pull-requests: write",
  deploymentStatusesOf: "deployments: read",
  deploymentsTo: "deployments: read",
  filesOf: "pull-requests: read",
  filesOfCommit: "contents: read",
  isTeamMember: "members: read",
  pullRequest: "pull-requests: read",
  pullsOf: "pull-requests: read",
  pushesTo: "contents: read",
  requestIdentity: "id-token: write",
  reviewCommentsOf: "pull-requests: read",
  reviewsOf: "pull-requests: read",
  sarifStatus: "security-events: read",
  stickyComment: "pull-requests: write",
  stickyIssue: "issues: write",
  teamMembers: "members: read",
  treeAt: "contents: read",
  updateCheckRun: "checks: write",
  updateComment: "pull-requests: write",
  uploadSarif: "security-events: write",
  viewer: "metadata: read",
} as const;

/** A line below `permissions:`. `members: read` belongs to an organization: no workflow can give it to its own token. */
export type Permission = (typeof GITHUB_PERMISSIONS)[keyof typeof GITHUB_PERMISSIONS];

/** How a token without these permissions gets them. */
export function cureOf(...permissions: readonly Permission[]): string {
  const own = permissions.flatMap((permission) => CURES.get(permission) ?? []);
  const lines = permissions.filter((permission) => !CURES.has(permission));
  if (lines.length === 0) return own.join(" ");
  const forks = lines.some((permission) => permission.endsWith("write"))
    ? " For a pull request from a fork GitHub gives a token that can only read, whatever stands there."
    : "";
  const named = lines.map((permission) => `\`${permission}\``).join(" and ");
  return [...own, `Add ${named} to the job's \`permissions:\`.${forks}`].join(" ");
}

/** Those that a line of a workflow's file alone does not give. */
const CURES: ReadonlyMap<Permission, string> = new Map([
  [
    "members: read",
    "The token of a workflow cannot look into an organization's teams: pass the token of a GitHub App with the organization permission Members: read.",
  ],
  ["id-token: write", "Add `id-token: write` to the job's `permissions:`. A pull request from a fork cannot have it."],
  ["metadata: read", "Pass a token that is installed on this repository."],
]);
