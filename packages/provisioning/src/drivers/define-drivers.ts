import { isJsonObject } from "@towpath/core";
import type { Driver } from "../driver.ts";
import { provisioningError } from "../errors.ts";

/** Drivers of a platform team's own, as a module exports them. */
export interface DriverPackage {
  /** For messages: the package's name, or what it is about. */
  readonly name: string;
  readonly version?: string | undefined;
  /** By the name that a recipe's `driver` gives. */
  readonly drivers: Readonly<Record<string, Driver>>;
}

/**
 * Drivers for an engine to take in: the default export of a module that a platform names under an engine's `drivers`.
 *
 * @throws {ProvisioningError} `provisioning/invalid-drivers`, saying what is missing
 */
export function defineDrivers(definition: DriverPackage): DriverPackage {
  return driversOf(definition);
}

const METHODS = ["want", "read", "create", "update", "delete"] as const;
const OPTIONAL = ["prepare", "find", "assess"] as const;
/** As the names of resource types. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What a module exports, read as drivers. @throws {ProvisioningError} `provisioning/invalid-drivers` */
export function driversOf(exported: unknown): DriverPackage {
  if (!isJsonObject(exported)) throw invalid("its default export is no object");
  const { name, version, drivers }: Readonly<Record<string, unknown>> = exported;
  if (typeof name !== "string" || name === "") throw invalid("it has no name");
  if (version !== undefined && typeof version !== "string") throw invalid("its version is no text");
  if (!isJsonObject(drivers) || Object.keys(drivers).length === 0) throw invalid("it has no drivers");
  const read = Object.entries(drivers).map(([each, driver]: [string, unknown]) => {
    if (!NAME.test(each)) throw invalid(`"${each}" is no name for a driver: lower-case letters, digits and hyphens`);
    return [each, driverOf(each, driver)] as const;
  });
  return Object.freeze({
    name,
    ...(version === undefined ? {} : { version }),
    drivers: Object.freeze(Object.fromEntries(read)),
  });
}

function driverOf(name: string, driver: unknown): Driver {
  if (typeof driver !== "object" || driver === null) throw invalid(`its driver "${name}" is no object`);
  const missing = METHODS.filter((method) => typeof Reflect.get(driver, method) !== "function");
  if (missing.length > 0) throw invalid(`its driver "${name}" has no ${missing.join(", ")}`);
  for (const method of OPTIONAL) {
    const given: unknown = Reflect.get(driver, method);
    if (given !== undefined && typeof given !== "function")
      throw invalid(`${method} of its driver "${name}" is no function`);
  }
  if (!isDriver(driver)) throw invalid(`its driver "${name}" is none`);
  return driver;
}

function isDriver(driver: object): driver is Driver {
  return METHODS.every((method) => typeof Reflect.get(driver, method) === "function");
}

function invalid(why: string): Error {
  return provisioningError({
    code: "provisioning/invalid-drivers",
    message: `This is no package of drivers: ${why}.`,
    hint: "Export what defineDrivers({ name, drivers: { dns: … } }) gives as the default. Each driver has want, read, create, update and delete.",
  });
}
