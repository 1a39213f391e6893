import type { Job, Outcome } from "@towpath/action-kit";
import type { Effects, Secret } from "@towpath/core";
import type { DeployInput } from "./inputs.ts";

/** What GitHub is told of. */
export interface Publishing {
  readonly input: DeployInput;
  readonly result: Outcome["result"];
  readonly token: Secret | undefined;
  readonly url: string;
}

/** Tells GitHub of this deployment, and of those that it was not told of before. What talks to it is loaded only then. */
export async function publish(
  { input, result, token, url }: Publishing,
  effects: Effects,
  { run }: Job,
): Promise<readonly string[]> {
  if (result.service === undefined || result.environment === undefined) return [];
  if (!token || run.repository === "") {
    effects.events({ type: "notice", message: "GitHub is told of no deployment: the input token is empty." });
    return [];
  }
  const { publishDeploymentsOf } = await import("@towpath/operations/publish-deployments");
  const { apiUrl, serverUrl, repository, commit } = run;
  const { manifest, platform, environment } = input;
  const { notices, warnings } = await publishDeploymentsOf(
    {
      manifest,
      platform,
      environment,
      apiUrl,
      serverUrl,
      repository,
      token,
      commit,
      runId: `${run.id}-${run.attempt}`,
      environmentUrl: url === "" ? undefined : url,
    },
    effects,
  );
  for (const message of notices) effects.events({ type: "notice", message });
  return warnings;
}
