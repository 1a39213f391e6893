import { shortDigest } from "@towpath/core";
import type { Approval, Deployment } from "@towpath/delivery";
import type { Graph } from "@towpath/manifest";
import type { Section } from "@towpath/report";
import { gateSections, toDo } from "./gate-sections.ts";

/** What is told of the newest attempt beside its sentence: what its gates said, and what it waits for. */
export function deploymentSections(
  deployment: Deployment,
  approvals: readonly Approval[],
  { environment }: Graph,
): readonly Section[] {
  const { gates, verdict } = deployment;
  const isClosed = gates.some(({ answer }) => answer !== "allow");
  if (!isClosed && !environment.gates && !environment.promoteFrom) return [];
  const last = deployment.history.at(-1);
  const fields = [
    { name: "release", value: `${deployment.version} (${shortDigest(deployment.artifact.digest)})` },
    { name: "ended as", value: `${verdict}, ${last?.at ?? ""}` },
    { name: "by", value: `${deployment.run.actor}, run ${deployment.run.id}` },
    ...(approvals.length > 0
      ? [{ name: "approved by", value: [...new Set(approvals.map(({ by }) => by))].join(", ") }]
      : []),
    ...(verdict === "refused" ? waitsFor(deployment) : []),
  ];
  return [{ kind: "fields", title: "Last deployment", fields }, ...gateSections(gates)];
}

function waitsFor({ gates, environment, artifact: { digest } }: Deployment) {
  return gates.flatMap(({ gate, answer, todo }) =>
    answer === "allow" || todo === undefined
      ? []
      : [{ name: `waits for ${gate}`, value: toDo(todo, { environment, digest }) }],
  );
}
