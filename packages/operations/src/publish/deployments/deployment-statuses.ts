import { type Deployment, deploymentSentence } from "@towpath/delivery";
import type { DeploymentState, NewDeploymentStatus } from "@towpath/github";

/** What GitHub calls each ending. What never served and did not fail is `inactive`. */
const ENDINGS: Readonly<Partial<Record<Deployment["verdict"], DeploymentState>>> = {
  succeeded: "success",
  refused: "failure",
  failed_before_exposure: "failure",
  rolled_back: "failure",
  rollback_failed: "error",
  inconclusive: "error",
  superseded: "inactive",
  cancelled: "inactive",
};

/** Where statuses lead to. */
export interface StatusLinks {
  /** GitHub's pages and the repository's, without a slash at the end: `https://github.com/acme/orders`. */
  readonly pages: string;
  /** Where users find what serves. */
  readonly environmentUrl?: string | undefined;
}

/** What GitHub is to be told of a deployment that has ended, in its order. */
export function statusesOf(
  deployment: Deployment,
  { pages, environmentUrl }: StatusLinks,
): readonly NewDeploymentStatus[] {
  const { history, verdict } = deployment;
  const state = ENDINGS[verdict] ?? "error";
  const logUrl = runUrl(deployment, pages);
  const link = logUrl === undefined ? {} : { logUrl };
  const begun = history.find((change) => change.state === "in_progress");
  return [
    ...(begun ? [{ state: "in_progress" as const, description: `Began at ${begun.at}.`, ...link }] : []),
    {
      state,
      description: deploymentSentence(deployment),
      ...link,
      ...(environmentUrl === undefined || state !== "success" ? {} : { environmentUrl }),
    },
  ];
}

/** The page of the run; undefined for what no workflow did, whose run is the number of a process. */
function runUrl({ run: { id, actor } }: Deployment, pages: string): string | undefined {
  const [, number, attempt] = /^(\d+)(?:\/(\d+))?$/.exec(id) ?? [];
  if (number === undefined || actor.includes("@")) return undefined;
  return `${pages}/actions/runs/${number}${attempt === undefined ? "" : `/attempts/${attempt}`}`;
}
