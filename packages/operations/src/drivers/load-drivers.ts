import * as core from "@towpath/core";
import * as provisioning from "@towpath/provisioning";
import { type DriverPackage, driversOf } from "@towpath/provisioning";
import { loadModule } from "../packs/load-module.ts";

/** What modules with drivers may import of Towpath: the one that runs them, also in a bundle, and where none is installed. */
export const DRIVER_FACES = { "@towpath/core": core, "@towpath/provisioning": provisioning };

/**
 * The drivers that a module exports.
 *
 * @param file absolute, on this disk
 * @throws {BrokenModule}, and {ProvisioningError} `provisioning/invalid-drivers` for what are none
 */
export function loadDrivers(file: string): DriverPackage {
  return loadModule(file, driversOf, { faces: DRIVER_FACES });
}
