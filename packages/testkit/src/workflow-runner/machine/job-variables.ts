import type { JsonObject } from "@towpath/core";
import { toText } from "../language/expression.ts";

/** Which members of `github` are variables. Source: actions/runner, src/Runner.Worker/GitHubContext.cs. */
const IN_ENVIRONMENT = [
  "actor",
  "actor_id",
  "api_url",
  "base_ref",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "ref",
  "ref_name",
  "ref_protected",
  "ref_type",
  "repository",
  "repository_id",
  "repository_owner",
  "repository_owner_id",
  "retention_days",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];

/** What every step of a job finds beside its own: `GITHUB_…`, `RUNNER_…`. */
export function jobVariables(
  github: JsonObject,
  runner: JsonObject,
  tracking: string,
): Readonly<Record<string, string>> {
  const ofGitHub = IN_ENVIRONMENT.map((name) => [`GITHUB_${name.toUpperCase()}`, toText(github[name] ?? "")]);
  const ofRunner = Object.entries(runner).map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, toText(value)]);
  return {
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries([...ofGitHub, ...ofRunner]),
    RUNNER_TRACKING_ID: tracking,
  };
}
