import { existsSync } from "node:fs";
import { type Effects, errorMessage, shortDigest, TowpathError } from "@towpath/core";
import { type Deployment, deploymentSentence, deploymentsOf } from "@towpath/delivery";
import {
  folderChange,
  fromElsewhere,
  type ServerHere,
  type ServiceOnMachine,
  serversHere,
  type WorkloadOnRecord,
  workloadsOnRecord,
} from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import { type Instance, type ObservedResource, observeEnvironment } from "@towpath/provisioning";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import type { Ending } from "../operation.ts";
import { isSealed, type Machine, openMachine, type ServiceOnRecord, servicesHere } from "./machine.ts";
import { openWorkshop, targetOf } from "./open-world.ts";

/** One service in one environment, as it is now. */
export interface ServiceStatus extends ServiceOnMachine {
  readonly resources: readonly (Pick<ObservedResource, "address" | "type" | "status"> & {
    readonly isDrifted: boolean;
  })[];
  readonly instances: readonly Pick<Instance, "workload" | "status" | "address">[];
  /** Addresses of what is kept for its data. */
  readonly kept: readonly string[];
  readonly lastDeployment: Deployment | null;
  /** Why less is known of it than of others. */
  readonly problem?: string | undefined;
}

/** Everything that this machine has for this user. */
export interface StatusAllData {
  readonly folder: string;
  readonly services: readonly ServiceStatus[];
  readonly servers: readonly ServerHere[];
}

/** Everything on this machine, by its states and records; no manifest is read. Starts and changes nothing. */
export async function statusAll(effects: Effects): Promise<Ending<StatusAllData>> {
  const machine = openMachine(effects);
  const { folders } = machine;
  if (!existsSync(folders.data)) {
    const data = { folder: folders.data, services: [], servers: [] };
    return { status: "ok", summary: `Towpath keeps nothing in ${folders.data}.`, data };
  }
  const change = await folderChange(folders);
  if (change && change !== "unknown") throw fromElsewhere(folders, change);
  const services: ServiceStatus[] = [];
  for (const here of await servicesHere(machine)) services.push(await statusOf(machine, here, effects));
  const servers = await serversHere(folders);
  const running = services.filter(({ instances }) => instances.some(({ status }) => status === "healthy")).length;
  const up = servers.filter(({ status }) => status === "running").length;
  return {
    status: "ok",
    summary:
      services.length + servers.length === 0
        ? `There is no service in ${folders.data}.`
        : `${counted(services.length, "service")} in ${folders.data}: ${running} ${running === 1 ? "runs" : "run"}; ${up} of ${counted(servers.length, "server")} ${up === 1 ? "runs" : "run"}.`,
    sections: sectionsOf(services, servers),
    data: { folder: folders.data, services, servers },
  };
}

async function statusOf(machine: Machine, here: ServiceOnRecord, effects: Effects): Promise<ServiceStatus> {
  const { service, environment, document, problem } = here;
  const kept = Object.keys(document?.orphans ?? {});
  const recorded = Object.entries(document?.resources ?? {}).map(([address, { type, status }]) => {
    return { address, type, status, isDrifted: false };
  });
  const base: ServiceStatus = {
    service,
    environment,
    resources: recorded,
    instances: await recordedInstances(machine, here),
    kept,
    lastDeployment: await newestDeployment(machine, here),
  };
  if (problem !== undefined)
    return { ...base, problem: isSealed(problem) ? "its state is sealed" : errorMessage(problem) };
  const graph = document?.lastApplied;
  if (!graph) return document ? { ...base, problem: "no apply of it has got through yet" } : base;
  const elsewhere = engineElsewhere(graph);
  if (elsewhere !== undefined)
    return {
      ...base,
      problem: `made by engine "${elsewhere}": towpath status -e ${environment} looks, in the service's folder`,
    };
  try {
    const world = await openWorkshop(graph, effects);
    const { resources } = await observeEnvironment(world);
    const target = await targetOf(world);
    const hosts = [...world.engines.values()].flatMap(({ workloads }) => workloads ?? []);
    const instances = (await Promise.all(hosts.map((host) => host.current(target, world.context)))).flat();
    return {
      ...base,
      resources: resources
        .filter(({ status }) => status !== "orphan")
        .map(({ address, type, status, drift }) => ({ address, type, status, isDrifted: drift.length > 0 })),
      instances: instances.map(({ workload, status, address }) => ({ workload, status, address })),
    };
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof TowpathError)) throw error;
    return { ...base, problem: error.message };
  }
}

/** An engine that made something and needs the platform's own modules to look at it. */
function engineElsewhere({ environment, resources }: Graph): string | undefined {
  const kinds = new Map(environment.engines.map(({ name, kind }) => [name, kind]));
  return resources.find(({ engine }) => kinds.get(engine) === "terraform")?.engine;
}

async function recordedInstances({ folders }: Machine, here: ServiceOnMachine): Promise<ServiceStatus["instances"]> {
  const onRecord = await workloadsOnRecord(folders, here).catch((error: unknown): readonly WorkloadOnRecord[] => {
    if (error instanceof TowpathError) return []; // a damaged record: doctor says so
    throw error;
  });
  return onRecord.map(({ workload, isRunning, port }) => ({
    workload,
    status: isRunning ? "healthy" : "stopped",
    address: port === undefined ? undefined : `http://127.0.0.1:${port}`,
  }));
}

async function newestDeployment({ state }: Machine, here: ServiceOnMachine): Promise<Deployment | null> {
  try {
    for await (const deployment of deploymentsOf(state, here.service, here.environment)) return deployment;
  } catch (error) {
    if (!(error instanceof TowpathError)) throw error; // a damaged record of one service hides no other
  }
  return null;
}

/** What was deployed last. Whether it serves is said beside it. */
function deployed(deployment: Deployment): string {
  const { verdict, version, artifact, exposedAt } = deployment;
  if (verdict !== "succeeded") return deploymentSentence(deployment).split(";", 1)[0] ?? "";
  return `${version} (${shortDigest(artifact.digest)})${exposedAt === undefined ? "" : ` at ${exposedAt}`}`;
}

function sectionsOf(services: readonly ServiceStatus[], servers: readonly ServerHere[]): readonly Section[] {
  const tables: readonly Section[] = [
    {
      kind: "table",
      title: "Services",
      head: ["service", "environment", "resources", "workloads", "address", "deployed"],
      rows: services.map(({ service, environment, resources, instances, lastDeployment, problem }) => [
        service,
        environment,
        problem ?? tally(resources.map(({ status, isDrifted }) => (isDrifted ? `${status}, drifted` : status))),
        tally(instances.map(({ status }) => status)),
        [...new Set(instances.flatMap(({ address }) => address ?? []))].join(" "),
        lastDeployment ? deployed(lastDeployment) : "",
      ]),
    },
    {
      kind: "table",
      title: "Servers",
      head: ["server", "status", "port", "of"],
      rows: servers.map(({ title, status, port, usedBy }) => [
        title,
        status,
        port === undefined ? "" : String(port),
        usedBy.join(", "),
      ]),
    },
    {
      kind: "table",
      title: "Kept for its data, in no manifest any more",
      head: ["service", "environment", "what", "to let go of it"],
      rows: services.flatMap(({ service, environment, kept }) =>
        kept.map((address) => [
          service,
          environment,
          address,
          `towpath destroy -e ${environment} ${address} --allow data-loss:${address}`,
        ]),
      ),
    },
  ];
  return tables.filter((section) => section.kind !== "table" || section.rows.length > 0);
}

/** `2 ready, 1 stopped`. */
function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
