import { isJson, type Json, own } from "@towpath/core";
import { type LocalFolders, listServers, localDrivers, localFolders } from "@towpath/engine-local";
import type { Driver } from "@towpath/provisioning";
import type { ConformanceSubject, ConformanceType } from "@towpath/provisioning/conformance";
import { loadDrivers } from "../drivers/load-drivers.ts";

/** Where a driver comes from: the local engine, or a module of the platform's own. */
export interface DriverOrigin {
  /** The data folder for what runs here. */
  readonly home: string;
  readonly driver: string;
  /** The module of a driver of the platform's own: absolute, on this disk. */
  readonly module?: string | undefined;
}

/** The folders of a test run: data of its own, server packages from this user's cache. */
export function testFolders(home: string, variables: Readonly<Record<string, string | undefined>>): LocalFolders {
  return { ...localFolders({ ...variables, TOWPATH_HOME: home }), cache: localFolders(variables).cache };
}

/** What the kit runs, of a recipe. */
export function recipeSubject(
  origin: DriverOrigin,
  type: ConformanceType,
  variables: Readonly<Record<string, string | undefined>>,
): ConformanceSubject {
  const folders = testFolders(origin.home, variables);
  return {
    driver: () => driverOf(origin, folders),
    type,
    example: {},
    variables,
    mayGiveMore: origin.module === undefined,
    ...(origin.module === undefined ? { leftovers: () => thingsLeft(folders) } : {}),
    module: { url: childModule(), argument: { origin: jsonOf(origin), type: jsonOf(type) } },
  };
}

/** What the process that is killed is told. */
export interface ChildArgument {
  readonly origin: DriverOrigin;
  readonly type: ConformanceType;
}

/** The module that it takes the driver from: beside this one in the sources, in a folder below the bundle once it is built. */
function childModule(): string {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "./recipe-child.ts" : "./platform-test/recipe-child.js", import.meta.url).href;
}

function driverOf({ driver, module }: DriverOrigin, folders: LocalFolders): Driver {
  const found = own(module === undefined ? localDrivers(folders) : loadDrivers(module).drivers, driver);
  if (found) return found;
  throw new Error(`There is no driver "${driver}" in ${module ?? "the local engine"}.`);
}

/** What servers have on record of things that the kit made. */
async function thingsLeft(folders: LocalFolders): Promise<readonly string[]> {
  const servers = await listServers(folders);
  return servers.flatMap(({ title, things }) =>
    things
      .filter(({ service }) => service.startsWith("conform-"))
      .map(({ service, environment, address }) => `${address} of ${service} in ${environment} (${title})`),
  );
}

function jsonOf(value: object): Json {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isJson(copy) ? copy : null;
}
