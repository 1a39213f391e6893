import type { Effects } from "@towpath/core";
import { type LocalFolders, localEngine } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import { createReconcilingEngine, type Driver, type Engine, type SecretBox } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import { InvalidDocuments } from "../errors.ts";

/** The service as it was opened, with the platform that its engines take drivers from. */
export type DriverSource = Pick<OpenGraph, "graph" | "platform" | "source" | "platformFiles"> & {
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

/** The engines of a graph's environment that run here. */
export function openEngines(
  { environment }: Graph,
  { folders, secretBox }: { readonly folders: LocalFolders; readonly secretBox: SecretBox },
  own: DriversByEngine,
): ReadonlyMap<string, Engine> {
  return new Map(
    environment.engines.flatMap(({ name, kind }): readonly (readonly [string, Engine])[] => {
      const drivers = own.get(name) ?? {};
      if (kind === "local") return [[name, localEngine({ name, folders, secretBox, drivers })]];
      if (kind === "drivers") return [[name, createReconcilingEngine({ name, kind, drivers, secretBox })]];
      return [];
    }),
  );
}
