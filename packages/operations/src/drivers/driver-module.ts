import { join } from "node:path";
import { type Effects, type Finding, nodeFiles, TowpathError } from "@towpath/core";
import { filesNamed } from "@towpath/manifest/policy";
import { type DriverPackage, driversOf } from "@towpath/provisioning";
import { type BrokenCode, type CodeRequest, codeModule, isBroken } from "../packs/code-module.ts";
import { mainModule } from "../packs/main-module.ts";
import { namedPackage } from "../packs/npm-pack.ts";
import { packReference } from "../packs/pack-reference.ts";
import { installedView, type PackOptions, type PacksRequest, packViews } from "../packs/pack-views.ts";
import { shown } from "../platform/wrong-reference.ts";
import { type DriverSeat, driverFinding } from "./driver-finding.ts";
import { DRIVER_FACES } from "./load-drivers.ts";

/** What came of one reference: drivers, or what is wrong with it. */
export type ReadDrivers =
  | { readonly drivers: DriverPackage; readonly module: string }
  | { readonly findings: readonly Finding[] };

/** Loads what a platform names as drivers of its own. Never rejects for what is in it. */
export async function driverModule(
  seat: DriverSeat,
  request: PacksRequest,
  effects: Effects,
  options: PackOptions,
): Promise<ReadDrivers> {
  const views = packViews(request, options);
  const reference = await packReference(seat.reference);
  if (reference.kind === "code") {
    const { home, source } = request.platform;
    if (!home) return { findings: [] };
    if (views.code.trust === "proposed") return { findings: [proposed(seat)] };
    const at = ["environments", seat.environment, "engines", seat.engine, "drivers"];
    const { paths, findings } = filesNamed([reference.path], at, { home, source }, views.code.files);
    const [file] = paths;
    if (file === undefined) return { findings: findings.map((one) => seated(one, seat)) };
    return loaded(seat, home.show(file), { file, home, view: views.code, show: home.show });
  }
  if (reference.kind !== "npm") return { findings: [wrong(seat)] };
  if (!views.isAskedFor(seat.reference)) return { findings: [proposed(seat)] };
  const { name, version } = reference;
  const called = `${name}@${version}`;
  let root: string;
  try {
    const named = { name, version, written: seat.reference };
    ({ root } = await namedPackage(named, request, effects, options, "package of drivers"));
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof TowpathError)) throw error;
    const { message, hint = "Run the same command again.", kind } = error;
    const outcome = kind === "fault" ? "error" : "fail";
    return { findings: [driverFinding(seat, { code: "operation/driver-not-fetched", outcome, message, hint })] };
  }
  const file = mainModule(root);
  if (file === undefined)
    return {
      findings: [
        driverFinding(seat, {
          code: "operation/driver-broken",
          outcome: "error",
          message: `The package ${shown(called)} has no module that is its main one.`,
          hint: "A package of drivers has a main module (`exports` in its package.json) that exports what defineDrivers gives.",
        }),
      ],
    };
  const home = { path: join(root, "package.json"), boundary: root };
  const show = (path: string): string => `${called}${path.slice(root.length).replaceAll("\\", "/")}`;
  return loaded(seat, called, { file, home, view: installedView(nodeFiles), show });
}

async function loaded(seat: DriverSeat, called: string, request: CodeRequest): Promise<ReadDrivers> {
  const code = await codeModule(request, driversOf, DRIVER_FACES);
  return isBroken(code) ? { findings: [broken(seat, called, code)] } : { drivers: code.value, module: code.module };
}

function broken(seat: DriverSeat, called: string, { why, hint, at }: BrokenCode): Finding {
  return driverFinding(seat, {
    code: "operation/driver-broken",
    outcome: "error",
    message: `The drivers of ${shown(called)} could not be loaded: ${/[.!?]$/.test(why) ? why : `${why}.`}`,
    hint: hint ?? "This is a fault of the drivers: tell whoever maintains them, or leave them out of the platform.",
    at,
  });
}

function wrong(seat: DriverSeat): Finding {
  return driverFinding(seat, {
    code: "operation/driver-reference",
    message: `${shown(seat.reference)} names no drivers.`,
    hint: "Drivers are a path to a module (./drivers/dns.ts), or an npm package in one version (@acme/towpath-dns@1.2.3).",
  });
}

/** Code that somebody proposes does not run where it could read a token or change something. */
function proposed(seat: DriverSeat): Finding {
  return driverFinding(seat, {
    code: "operation/driver-proposed",
    message: `The drivers ${shown(seat.reference)} are what somebody proposes, so they are not run.`,
    hint: "They count once they are merged; or publish them, and name a platform that is released: @acme/platform@1.2.3.",
  });
}

/** The finding as it stands where the platform names the drivers. */
function seated(finding: Finding, { environment, engine, index, place }: DriverSeat): Finding {
  return { ...finding, address: `environments.${environment}.engines.${engine}.drivers.${index}`, places: [place] };
}
