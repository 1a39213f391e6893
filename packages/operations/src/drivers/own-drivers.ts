import { type Effects, type Finding, own } from "@towpath/core";
import type { Driver } from "@towpath/provisioning";
import type { PackOptions, PacksRequest } from "../packs/pack-views.ts";
import { shown } from "../platform/wrong-reference.ts";
import { builtInDrivers } from "./built-in-drivers.ts";
import { type DriverSeat, driverFinding } from "./driver-finding.ts";
import { driverModule } from "./driver-module.ts";

/** A driver of a platform's own. */
export interface OwnDriver {
  readonly driver: Driver;
  /** The module that it was loaded from: absolute, on this disk. */
  readonly module: string;
}

/** The drivers of a platform's own in one environment. */
export interface OwnDrivers {
  /** By engine, then by name. */
  readonly engines: ReadonlyMap<string, Readonly<Record<string, OwnDriver>>>;
  readonly findings: readonly Finding[];
}

/**
 * Loads the drivers that the engines of an environment name. Two of one name, and one of the name of a driver that comes
 * with Towpath, are refused: what made a thing must not become something else. Never rejects for what is in a module.
 */
export async function ownDrivers(
  request: PacksRequest,
  environment: string,
  effects: Effects,
  options: PackOptions = {},
): Promise<OwnDrivers> {
  const { platform } = request;
  const engines = new Map<string, Readonly<Record<string, OwnDriver>>>();
  const findings: Finding[] = [];
  const declared = own(platform.document.environments, environment)?.engines ?? {};
  for (const [engine, { kind, drivers = [] }] of Object.entries(declared)) {
    if (kind !== "local" && kind !== "drivers") continue;
    const known = new Map<string, OwnDriver & { readonly from: string }>();
    const builtIn = kind === "local" ? builtInDrivers(effects) : new Map<string, readonly string[]>();
    for (const [index, reference] of drivers.entries()) {
      const path = ["environments", environment, "engines", engine, "drivers", index];
      const seat: DriverSeat = { reference, environment, engine, index, place: platform.source.placeOfValue(path) };
      const read = await driverModule(seat, request, effects, options);
      if ("findings" in read) {
        findings.push(...read.findings);
        continue;
      }
      for (const [name, driver] of Object.entries(read.drivers.drivers)) {
        const before = builtIn.has(name) ? "comes with Towpath" : known.get(name)?.from;
        if (before === undefined)
          known.set(name, { driver, module: read.module, from: `comes from ${shown(reference)}` });
        else findings.push(taken(seat, name, before));
      }
    }
    engines.set(engine, Object.fromEntries([...known].map(([name, { driver, module }]) => [name, { driver, module }])));
  }
  return { engines, findings };
}

function taken(seat: DriverSeat, name: string, before: string): Finding {
  return driverFinding(seat, {
    code: "operation/driver-taken",
    message: `${shown(seat.reference)} brings a driver ${shown(name)}, and one of that name ${before}.`,
    hint: "Give it another name, and name that one in the recipe.",
  });
}
