import type { Place } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { OperationError } from "../errors.ts";

/**
 * Refuses what an environment asks for and this version cannot do: nothing that a platform demands is left out in silence.
 *
 * @throws {OperationError} `operation/engine-not-built`, `operation/environment-not-built`
 */
export function refuseUnbuilt({ environment, resources }: Graph): void {
  const { name, engines, origin, artifacts } = environment;
  const other = engines.find(({ kind }) => kind !== "local" && kind !== "drivers");
  if (other)
    throw new OperationError({
      code: "operation/engine-not-built",
      message: `Environment ${name} is placed on engine "${other.name}" of kind ${other.kind}, which Towpath cannot drive yet.`,
      place: origin.place,
      hint: "check and validate work for it; plan, apply and deploy need an environment whose engines are local or drivers.",
    });
  const [store] = Object.keys(artifacts);
  if (store !== undefined)
    throw notBuilt(
      `Environment ${name} keeps artifacts in ${store}, which Towpath cannot use`,
      origin.place,
      "Leave `artifacts:` out.",
    );
  const shared = resources.find(({ share }) => share !== undefined);
  if (shared)
    throw notBuilt(
      `${shared.address} is shared with other services, and the local engine does not make what several have`,
      shared.origin.place,
      `Take \`share:\` out for ${name}: environments: { ${name}: { resources: { ${shared.name}: { share: null } } } }.`,
    );
}

/**
 * The same for what must be so before anything changes.
 *
 * @throws {OperationError} `operation/environment-not-built`
 */
export function refuseGates({ environment: { name, gates } }: Graph): void {
  if (!gates || (!gates.approvals && gates.freeze.length === 0)) return;
  const what = gates.approvals ? "asks for approvals" : "has freezes";
  throw notBuilt(
    `Environment ${name} ${what}, which Towpath cannot see to`,
    gates.origin.place,
    "It changes nothing there rather than passing a gate by. check and plan work for it.",
  );
}

function notBuilt(message: string, place: Place, hint: string): OperationError {
  return new OperationError({ code: "operation/environment-not-built", message: `${message} yet.`, place, hint });
}
