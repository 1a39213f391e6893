import type { Address, Place } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Context, ServiceReader } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { isRunning } from "../processes/process-record.ts";
import { isAlive } from "./instance.ts";
import { recordedWorkloads } from "./stop-workloads.ts";
import { workloadAddress } from "./workload-address.ts";
import { serviceFolders } from "./workload-folders.ts";
import type { WorkloadRecord } from "./workload-record.ts";

/** Where another service of the environment is reached on this machine. */
export interface ServiceOnThisMachine {
  /** `http://127.0.0.1:PORT`; kept while it is down. Undefined for one that was never up. */
  readonly url: string | undefined;
  readonly isUp: boolean;
  /** The folder of its manifest, where that is known. */
  readonly manifestFolder: string | undefined;
}

/** What a service of the environment is reached at. Of several servers it is the one called `main`. */
export async function serviceOnThisMachine(
  dataFolder: string,
  service: string,
  environment: string,
): Promise<ServiceOnThisMachine | "ambiguous"> {
  const records = (await recordedWorkloads(serviceFolders(dataFolder, service, environment))).map(
    ({ record }) => record,
  );
  const servers = records.filter(({ port }) => port !== undefined);
  const running = servers.filter(({ serving }) => serving?.kind === "server");
  const candidates = running.length > 0 ? running : servers;
  const chosen = candidates.find(({ workload }) => workload === "workloads.main") ?? candidates[0];
  if (candidates.length > 1 && chosen?.workload !== "workloads.main") return "ambiguous";
  return {
    url: workloadAddress(chosen?.port),
    isUp: chosen !== undefined && isUp(chosen),
    manifestFolder: (chosen ?? records[0])?.manifestFolder,
  };
}

function isUp({ serving, proxy }: WorkloadRecord): boolean {
  return serving?.kind === "server" && isAlive(serving) && proxy !== undefined && isRunning(proxy.process);
}

/** The services that a graph consumes, as the placeholders of its workloads read them. */
export function consumedServices(
  graph: Graph,
  dataFolder: string,
  context: Pick<Context, "events">,
): {
  readonly read: ServiceReader;
  /** What was read: URLs by the address of the consumption. */
  used(): Readonly<Record<Address, string>>;
} {
  const found = new Map<Address, Promise<URL>>();
  const used: Record<Address, string> = {};

  async function find(address: Address): Promise<URL> {
    const consumption = graph.consumes.find((one) => one.address === address);
    const { service, origin } = consumption ?? {};
    if (service === undefined) throw unreachable(`${address} names no service of the platform`, origin?.place, "");
    const environment = graph.environment.name;
    const other = await serviceOnThisMachine(dataFolder, service, environment);
    if (other === "ambiguous")
      throw unreachable(
        `${service} has several servers and none is called main, so nobody knows which one ${address} means`,
        origin?.place,
        "Call the one that others use `main`.",
      );
    const command = `towpath up -e ${environment}`;
    const where = other.manifestFolder === undefined ? `the folder of ${service}` : other.manifestFolder;
    if (other.url === undefined)
      throw unreachable(
        `${graph.service.name} uses ${service}, which was never up in ${environment} on this machine`,
        origin?.place,
        `Run ${command} in ${where} first, then this command again.`,
      );
    if (!other.isUp)
      context.events({
        type: "notice",
        message: `${service} is not up in ${environment}; ${graph.service.name} finds it at ${other.url} once it is: run ${command} in ${where}.`,
      });
    used[address] = other.url;
    return new URL(other.url);
  }

  return {
    used: () => ({ ...used }),
    async read(address, output) {
      const finding = found.get(address) ?? find(address);
      found.set(address, finding);
      const { origin, hostname, port } = await finding;
      return { url: origin, host: hostname, port }[output];
    },
  };
}

function unreachable(what: string, place: Place | undefined, hint: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/service-not-up",
    kind: "refused",
    message: `${what}.`,
    place,
    hint: hint || "Name the service in `service:`.",
  });
}
