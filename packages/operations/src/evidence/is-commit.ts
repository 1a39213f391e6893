/** True for a whole commit of git, SHA-1 or SHA-256. */
export function isCommit(commit: string | undefined): commit is string {
  return commit !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
}
