import { isJsonObject } from "@towpath/core";
import { folderIdentity, type LocalFolders } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import { Conflict, type StateStore } from "@towpath/provisioning";
import { OperationError } from "../errors.ts";

/** Under these keys stands which data folder has what a service's state speaks of. */
const PREFIX = "homes/";

/** True for what the store keeps for itself about data folders. */
export function isHome(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** A service, the data folder of this machine, and where its state is. */
interface Housed {
  readonly graph: Graph;
  readonly folders: LocalFolders;
  readonly state: StateStore;
}

/**
 * Refuses to take the servers of this machine for those that a shared state speaks of, where another machine has them: they
 * would all seem gone, and be made anew here. Writes nothing.
 *
 * @throws {OperationError} `operation/state-of-another-machine`
 */
export async function requireHome(housed: Housed): Promise<void> {
  if (!isShared(housed.graph)) return;
  const home = await readHome(housed);
  if (!home) return;
  const mine = await folderIdentity(housed.folders);
  if (mine && home.id !== mine.id) throw anothers(housed.graph, home.host);
}

/** Notes in a shared state that what it speaks of is in this data folder. @throws {OperationError} as {@link requireHome} */
export async function noteHome(housed: Housed): Promise<void> {
  if (!isShared(housed.graph) || (await readHome(housed))) return requireHome(housed);
  const mine = await folderIdentity(housed.folders);
  if (!mine) return;
  const bytes = new TextEncoder().encode(`${JSON.stringify({ home: 1, ...mine })}\n`);
  try {
    await housed.state.write(keyOf(housed.graph), bytes, "absent");
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await requireHome(housed); // of two machines that begin at once one was faster
  }
}

/** Lets another machine have the service, when nothing of it is here any more. */
export async function leaveHome({ graph, state }: Pick<Housed, "graph" | "state">): Promise<void> {
  if (!isShared(graph)) return;
  const found = await state.read(keyOf(graph));
  if (found) await state.remove(keyOf(graph), found.version);
}

function isShared({ environment }: Graph): boolean {
  return (environment.state?.store ?? "file") !== "file" && environment.engines.some(({ kind }) => kind === "local");
}

async function readHome({ graph, state }: Housed): Promise<{ readonly id: string; readonly host: string } | undefined> {
  const found = await state.read(keyOf(graph));
  if (!found) return undefined;
  const value: unknown = JSON.parse(new TextDecoder().decode(found.bytes));
  if (!isJsonObject(value) || typeof value["id"] !== "string" || typeof value["host"] !== "string") return undefined;
  return { id: value["id"], host: value["host"] };
}

function keyOf({ service, environment }: Graph): string {
  return `${PREFIX}${service.name}/${environment.name}`;
}

function anothers({ service, environment }: Graph, host: string): OperationError {
  return new OperationError({
    code: "operation/state-of-another-machine",
    kind: "refused",
    message: `What the state of ${service.name} in ${environment.name} speaks of is in a data folder on ${host}, and not in the one here.`,
    place: environment.origin.place,
    hint: "The local engine's servers are one machine's. Run the command there, or as its user; for a place of your own take an environment that keeps its state in files.",
  });
}
