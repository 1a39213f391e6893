import { isJson, type Json, own } from "@towpath/core";
import type { Driver } from "@towpath/provisioning";
import type { ConformanceSubject, ConformanceType } from "@towpath/provisioning/conformance";

type Variables = Readonly<Record<string, string | undefined>>;

/** Where a driver comes from: the local engine, or a module of the platform's own. */
export interface DriverOrigin {
  /** The data folder for what runs here. */
  readonly home: string;
  readonly driver: string;
  /** The module of a driver of the platform's own: absolute, on this disk. */
  readonly module?: string | undefined;
}

/** What the kit runs, of a recipe. */
export function recipeSubject(origin: DriverOrigin, type: ConformanceType, variables: Variables): ConformanceSubject {
  return {
    driver: () => driverOf(origin, variables),
    type,
    example: {},
    variables,
    mayGiveMore: origin.module === undefined,
    ...(origin.module === undefined ? { leftovers: () => left(origin, variables) } : {}),
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

// What is not needed is not loaded: each process that is killed begins here.

async function driverOf({ driver, module, home }: DriverOrigin, variables: Variables): Promise<Driver> {
  const drivers =
    module === undefined
      ? (await import("./local-things.ts")).testDrivers(home, variables)
      : (await import("../drivers/load-drivers.ts")).loadDrivers(module).drivers;
  const found = own(drivers, driver);
  if (found) return found;
  throw new Error(`There is no driver "${driver}" in ${module ?? "the local engine"}.`);
}

async function left({ home }: DriverOrigin, variables: Variables): Promise<readonly string[]> {
  return (await import("./local-things.ts")).thingsLeft(home, variables);
}

function jsonOf(value: object): Json {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isJson(copy) ? copy : null;
}
