import { randomUUID } from "node:crypto";
import { type JsonObject, own } from "@towpath/core";
import { GITHUB_ISSUER } from "../../sigstore/identity-token.ts";

/** What a job's token says about it, in the words of GitHub's provider of OpenID Connect. */
export interface IdentityFacts {
  /** The job's `github` context. */
  readonly github: JsonObject;
  readonly environment: string | undefined;
  /** The file that the job is in, the innermost that was called: `towpath/towpath/.github/workflows/environment.yml@v1`. */
  readonly jobWorkflow: { readonly ref: string; readonly sha: string };
  readonly isHosted: boolean;
  readonly isPrivate: boolean;
}

/** Format: https://docs.github.com/actions/reference/security/oidc */
export function identityClaims(facts: IdentityFacts): JsonObject {
  const { github, environment, jobWorkflow } = facts;
  const repository = String(own(github, "repository"));
  const about =
    environment !== undefined
      ? `environment:${environment}`
      : own(github, "event_name") === "pull_request"
        ? "pull_request"
        : `ref:${String(own(github, "ref"))}`;
  const copied = [
    ...["actor", "actor_id", "base_ref", "event_name", "head_ref", "ref", "ref_type", "repository", "repository_id"],
    ...["repository_owner", "repository_owner_id", "run_attempt", "run_id", "run_number", "sha", "workflow"],
    ...["workflow_ref", "workflow_sha"],
  ];
  return {
    iss: GITHUB_ISSUER,
    jti: randomUUID(),
    sub: `repo:${repository}:${about}`,
    ...Object.fromEntries(copied.map((name) => [name, own(github, name) ?? ""])),
    ...(environment === undefined ? {} : { environment }),
    job_workflow_ref: jobWorkflow.ref,
    job_workflow_sha: jobWorkflow.sha,
    ref_protected: String(own(github, "ref_protected")),
    repository_visibility: facts.isPrivate ? "private" : "public",
    runner_environment: facts.isHosted ? "github-hosted" : "self-hosted",
  };
}
