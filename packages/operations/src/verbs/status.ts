import { type Effects, shortDigest } from "@towpath/core";
import {
  type Approval,
  approvalsOf,
  type Deployment,
  deploymentSentence,
  deploymentsOf,
  lastSucceeded,
} from "@towpath/delivery";
import { type Instance, type ObservedResource, observeEnvironment } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { deploymentSections } from "../describe/deployment-sections.ts";
import { differenceLine } from "../describe/difference-line.ts";
import { type EnvironmentRequest, type OpenGraph, openGraph } from "../documents/open-documents.ts";
import { refuseOne } from "../environment/machine.ts";
import { openWorld, targetOf, type World, workloadHostHere } from "../environment/open-world.ts";
import { type StatusAllData, statusAll } from "../environment/status-all.ts";
import { OperationError } from "../errors.ts";
import { type Ending, operation } from "../operation.ts";

/** What is there, without the values of outputs. */
export interface StatusData {
  readonly resources: readonly Omit<ObservedResource, "outputs">[];
  readonly instances: readonly Instance[];
  /** The newest attempt, whatever became of it. */
  readonly lastDeployment: Deployment | null;
  /** Who agreed to what it brings. */
  readonly approvals: readonly Approval[];
}

/** What to look at: one service in one environment, or everything. */
export interface StatusRequest extends EnvironmentRequest {
  /** Everything on this machine; no manifest is read. */
  readonly isAll?: boolean | undefined;
}

/** What is there now of one service: resources, instances and the last deployment. Changes nothing. */
export const status = operation<EnvironmentRequest, StatusData>("status", async (request, effects) =>
  statusOfOne(await openGraph(request, effects, true), request, effects),
);

/**
 * The same, or everything on this machine: where that is asked for, and where nothing is asked for and no manifest is in sight.
 */
export const statusInSight = operation<StatusRequest, StatusData | StatusAllData>(
  "status",
  async (request, effects) => {
    if (request.isAll) refuseOne(request);
    const opened = request.isAll ? undefined : await openInSight(request, effects);
    return opened ? statusOfOne(opened, request, effects) : statusAll(effects);
  },
);

/** The service that is meant; undefined where none is and there is none in this folder. */
async function openInSight(request: StatusRequest, effects: Effects): Promise<OpenGraph | undefined> {
  try {
    return await openGraph(request, effects, true);
  } catch (error) {
    const isAsked = [request.manifest, request.platform, request.environment].some((value) => value !== undefined);
    if (isAsked || !(error instanceof OperationError) || error.code !== "operation/no-manifest") throw error;
    return undefined;
  }
}

async function statusOfOne(
  opened: OpenGraph,
  request: EnvironmentRequest,
  effects: Effects,
): Promise<Ending<StatusData>> {
  const { graph } = opened;
  const world = await openWorld(graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const { resources } = await observeEnvironment(world);
  const instances = (await workloadHostHere(world)?.current(await targetOf(world), world.context)) ?? [];
  const lastDeployment = await newestDeployment(world);
  const serving = (await lastSucceeded(world.state, graph.service.name, graph.environment.name)) ?? lastDeployment;
  const isTouched = lastDeployment !== null && !UNTOUCHED.has(lastDeployment.verdict);
  const approvals = lastDeployment
    ? await approvalsOf(world.state, graph.service.name, graph.environment.name, lastDeployment.artifact.digest)
    : [];
  const healthy = instances.filter(({ status: one }) => one === "healthy" || one === "completed");
  const ready = resources.filter((resource) => resource.status === "ready");
  return {
    status: "ok",
    summary:
      lastDeployment && serving && healthy.length > 0
        ? deploymentSentence(isTouched ? lastDeployment : serving)
        : `${graph.service.name} does not run in ${graph.environment.name}${readiness(ready.length, resources.length)}.`,
    service: graph.service.name,
    environment: graph.environment.name,
    sections: [
      ...sectionsOf(resources, instances),
      ...(lastDeployment ? deploymentSections(lastDeployment, approvals, graph) : []),
    ],
    data: { resources: resources.map(({ outputs: _, ...rest }) => rest), instances, lastDeployment, approvals },
  };
}

/** Attempts that left what served as it was. */
const UNTOUCHED: ReadonlySet<string> = new Set(["refused", "superseded", "requested", "gated"]);

function readiness(ready: number, all: number): string {
  if (all === 0) return "";
  return `; ${ready} of ${counted(all, "resource")} ${all === 1 ? "is" : "are"} ready`;
}

async function newestDeployment({ state, graph }: World): Promise<Deployment | null> {
  for await (const deployment of deploymentsOf(state, graph.service.name, graph.environment.name)) return deployment;
  return null;
}

/** What of a workload a person wants to know beside where it is: a job's runs, and what is wrong. */
const TOLD = {
  problem: "problem",
  port: "port",
  schedule: "schedule",
  running: "running",
  lastRun: "last run",
  nextRun: "next run",
};

function told(details: Readonly<Record<string, string>>): string {
  return Object.entries(TOLD)
    .flatMap(([key, words]) => (details[key] === undefined ? [] : [`${words}: ${details[key]}`]))
    .join("; ");
}

function sectionsOf(resources: readonly ObservedResource[], instances: readonly Instance[]): readonly Section[] {
  const details = (all: Readonly<Record<string, string>>): string =>
    Object.entries(all)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  const tables: readonly Extract<Section, { readonly kind: "table" }>[] = [
    {
      kind: "table",
      title: "Resources",
      head: ["resource", "type", "status", "details"],
      rows: resources.map((resource) => [
        resource.address,
        resource.type,
        resource.drift.length > 0 ? `${resource.status}, drifted` : resource.status,
        [
          ...(resource.status === "orphan" ? ["kept for its data, in no manifest any more"] : []),
          resource.message ?? details(resource.details),
          ...resource.drift.map(differenceLine),
        ]
          .filter(Boolean)
          .map((said, index, all) => (index < all.length - 1 ? said.replace(/\.$/, "") : said))
          .join("; "),
      ]),
    },
    {
      kind: "table",
      title: "Workloads",
      head: ["workload", "status", "artifact", "address", "since", "details"],
      rows: instances.map((instance) => [
        instance.workload,
        instance.status,
        shortDigest(instance.artifact),
        instance.address ?? "",
        instance.startedAt,
        told(instance.details),
      ]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}
