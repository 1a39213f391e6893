import type { Address } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Driver, DriverScope, Observed, Recorded } from "../driver.ts";
import type { Context, Target } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { RecordedResource } from "../state/state-document.ts";

/** What planning needs to know about the engine that it is done for. */
export interface PlanningEngine {
  readonly name: string;
  readonly concurrency: number;
  readonly driver: (name: string) => Driver | undefined;
  readonly read: (
    driver: Driver,
    scope: DriverScope,
    recorded: Recorded | RecordedResource | undefined,
    context: Context,
  ) => Promise<Observed | undefined>;
}

/** Whose thing is at an address. */
export function scopeOf(target: Target, address: Address, name: string): DriverScope {
  return { service: target.graph.service.name, environment: target.graph.environment.name, address, name };
}

/** The driver of a name. @throws {ProvisioningError} `provisioning/driver-missing` */
export function driverOf(
  engine: PlanningEngine,
  name: string,
  address: Address,
  resource: GraphResource | undefined,
): Driver {
  const driver = engine.driver(name);
  if (driver) return driver;
  throw provisioningError({
    code: "provisioning/driver-missing",
    message: `Engine "${engine.name}" has no driver "${name}", which ${address} needs.`,
    place: resource?.recipe.origin.place,
    hint: "Name a driver that the engine has in the type's recipe, or place the resource on another engine.",
  });
}
