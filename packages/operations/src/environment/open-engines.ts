import type { Effects } from "@towpath/core";
import { type LocalFolders, localEngine } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import { createReconcilingEngine, type Driver, type Engine, type SecretBox } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import { InvalidDocuments } from "../errors.ts";
import type { ModuleHomes } from "./module-homes.ts";

/** The service as it was opened, with the platform that its engines take drivers and modules from. */
export type DriverSource = Pick<OpenGraph, "graph" | "service" | "platform" | "source" | "platformFiles"> & {
  /** What the folder holds is someone's proposal: no code of it is run. */
  readonly isUntrusted?: boolean | undefined;
};

/** Drivers of a platform's own, by engine and name. */
export type DriversByEngine = ReadonlyMap<string, Readonly<Record<string, Driver>>>;

/**
 * Loads the drivers that the engines of a service's environment name; nothing is loaded where they name none.
 *
 * @throws {InvalidDocuments} when some cannot be had as they are named, or are broken
 */
export async function driversFor(
  { graph: { environment }, isUntrusted, ...request }: DriverSource,
  effects: Effects,
): Promise<DriversByEngine> {
  if (!environment.engines.some(({ options }) => options["drivers"] !== undefined)) return new Map();
  const { ownDrivers } = await import("../drivers/own-drivers.ts");
  const { engines, findings } = await ownDrivers(request, environment.name, effects, { isUntrusted });
  if (findings.length > 0) throw new InvalidDocuments(findings);
  return new Map(
    [...engines].map(([engine, drivers]) => [
      engine,
      Object.fromEntries(Object.entries(drivers).map(([driver, own]) => [driver, own.driver])),
    ]),
  );
}

/** What engines take from a platform of somebody's own. */
export interface EngineSources {
  readonly drivers: DriversByEngine;
  /** Absent for what makes no resources: engines that need modules are not opened then. */
  readonly modules?: ModuleHomes | undefined;
}

/** The engines of a graph's environment that run here. What is not needed is not loaded. */
export async function openEngines(
  { environment }: Graph,
  { folders, secretBox }: { readonly folders: LocalFolders; readonly secretBox: SecretBox },
  { drivers, modules }: EngineSources,
): Promise<ReadonlyMap<string, Engine>> {
  const open = async (name: string, kind: string): Promise<Engine | undefined> => {
    const own = drivers.get(name) ?? {};
    if (kind === "local") return localEngine({ name, folders, secretBox, drivers: own });
    if (kind === "drivers") return createReconcilingEngine({ name, kind, drivers: own, secretBox });
    if (kind !== "terraform" || !modules) return undefined;
    const { terraformEngine } = await import("@towpath/engine-terraform");
    const { homeOf, platformFolder } = modules;
    return terraformEngine({ name, folders, secretBox, homeOf, platformFolder });
  };
  const opened = await Promise.all(
    environment.engines.map(async ({ name, kind }) => [name, await open(name, kind)] as const),
  );
  return new Map(opened.flatMap(([name, engine]) => (engine ? [[name, engine] as const] : [])));
}
