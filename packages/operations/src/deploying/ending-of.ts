import { shortDigest } from "@towpath/core";
import { type Deployment, type DeployOutcome, deploymentSentence } from "@towpath/delivery";
import type { Graph } from "@towpath/manifest";
import type { Section, Status } from "@towpath/report";
import { closedGates, closedStatus, gateFindings, gateSections } from "../describe/gate-sections.ts";
import type { Ending } from "../operation.ts";

/** How a deployment ended. */
export interface DeployData {
  /** Null where gates were asked and nothing more. */
  readonly deployment: Deployment | null;
  readonly gates: Deployment["gates"];
  /** The release ran there already, as it was to run. */
  readonly unchanged: boolean;
  /** Where users reach each workload. */
  readonly addresses: Readonly<Record<string, string>>;
}

const STATUS: Readonly<Partial<Record<Deployment["verdict"], Status>>> = {
  succeeded: "ok",
  cancelled: "interrupted",
  failed_before_exposure: "failed",
  rolled_back: "failed",
};

/**
 * What a deployment came to, for a person and for the exit code.
 *
 * @param changed addresses of the resources that were changed for it
 */
export function endingOf(
  outcome: DeployOutcome,
  graph: Graph,
  changed: readonly string[] = [],
): Required<Pick<Ending<DeployData>, "status" | "summary" | "sections" | "data" | "findings">> & {
  readonly data: DeployData & { readonly deployment: Deployment };
} {
  const { deployment, unchanged, logTail } = outcome;
  const { verdict, gates } = deployment;
  const addresses = Object.fromEntries(
    outcome.instances.flatMap(({ workload, address }) => (address === undefined ? [] : [[workload, address]])),
  );
  const isClosed = verdict === "refused" || verdict === "superseded";
  const printed: readonly Section[] =
    logTail.length > 0 ? [{ kind: "lines", title: "It printed last:", lines: logTail }] : [];
  return {
    status: isClosed ? closedStatus(gates) : (STATUS[verdict] ?? "fault"),
    summary: isClosed
      ? refusedSentence(deployment)
      : unchanged && verdict === "succeeded"
        ? unchangedSentence(deployment, changed)
        : deploymentSentence(deployment),
    findings: isClosed ? gateFindings(gates, graph, deployment.artifact) : [],
    sections: isClosed ? gateSections(gates) : printed,
    data: { deployment, gates, unchanged, addresses },
  };
}

function refusedSentence({ service, version, artifact, environment, previous, gates }: Deployment): string {
  const stays = previous ? `${previous.version} stays as it was` : "nothing was touched";
  const names = closedGates(gates);
  return `${service} ${version} (${shortDigest(artifact.digest)}) was not let into ${environment}: ${names}; ${stays}.`;
}

function unchangedSentence(deployment: Deployment, changed: readonly string[]): string {
  const { service, version, artifact, environment } = deployment;
  const what = changed.length > 0 ? `${changed.join(", ")} had to be changed` : "nothing had to be changed";
  return `${service} ${version} (${shortDigest(artifact.digest)}) serves ${environment}; ${what}.`;
}
