import { type Address, compareText, own, redactor, Secret } from "@towpath/core";
import { jsonDifferences } from "@towpath/manifest/difference";
import type { Context, Observation, ObservedResource, OutputValue, Target } from "../engine.ts";
import { withMoves } from "../planning/moves.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState } from "../state/state.ts";
import type { RecordedResource } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import type { PlanningEngine } from "./planning-engine.ts";
import { openOutputs } from "./recorded-outputs.ts";
import { inParallel } from "./schedule.ts";

/** What is there of what is wanted, on record, or kept; each with its drift from what was applied. */
export async function observeResources(
  engine: PlanningEngine,
  target: Target,
  box: SecretBox,
  context: Context,
): Promise<Observation> {
  const { graph } = target;
  const service = graph.service.name;
  const environment = graph.environment.name;
  const { state } = withMoves(await readState(target.state, stateKey(service, environment)), graph, engine.name);
  const minded = new Map<
    Address,
    { readonly record?: RecordedResource; readonly isOrphan: boolean; readonly type: string }
  >();
  for (const resource of graph.resources)
    if (resource.engine === engine.name) minded.set(resource.address, { isOrphan: false, type: resource.type });
  for (const [records, isOrphan] of [
    [state.orphans, true],
    [state.resources, false],
  ] as const)
    for (const [address, record] of Object.entries(records))
      if (record.engine === engine.name) minded.set(address, { record, isOrphan, type: record.type });

  const observe = async ([address, { record, isOrphan, type }]: readonly [
    Address,
    { readonly record?: RecordedResource; readonly isOrphan: boolean; readonly type: string },
  ]): Promise<ObservedResource> => {
    const missing = { address, type, outputs: {}, drift: [], details: {} };
    if (!record) return { ...missing, status: "missing", message: "It is not there." };
    const driver = engine.driver(record.driver);
    if (!driver)
      return { ...missing, status: "failed", message: `Engine "${engine.name}" has no driver "${record.driver}".` };
    const name = address.slice(address.indexOf(".") + 1);
    const observed = await engine.read(driver, { service, environment, address, name }, record, context);
    if (!observed) return { ...missing, status: "missing", message: "It is on record, but no longer there." };
    const recorded = await openOutputs(record, box);
    const given = Object.entries(observed.outputs).filter(([output]) => own(record.outputs, output) !== undefined);
    const current = given.filter(([output]) => !isSealed(record, output));
    return {
      address,
      type,
      status: isOrphan && observed.status !== "failed" ? "orphan" : observed.status,
      ...(observed.message === undefined ? {} : { message: observed.message }),
      outputs: promised({ ...recorded, ...Object.fromEntries(current) }, graph, address),
      drift: jsonDifferences("actual", record.want, observed.want),
      details: cleaned(observed.details ?? {}, recorded),
    };
  };
  const resources = await inParallel([...minded], engine.concurrency, observe);
  return { resources: resources.toSorted((a, b) => compareText(a.address, b.address)) };
}

/** What else is on record is for the driver alone. Of what left the manifest nobody knows the promises any more. */
function promised(
  outputs: ObservedResource["outputs"],
  { resources }: Target["graph"],
  address: Address,
): ObservedResource["outputs"] {
  const contract = resources.find((resource) => resource.address === address)?.outputs;
  if (!contract) return outputs;
  return Object.fromEntries(Object.entries(outputs).filter(([output]) => Object.hasOwn(contract, output)));
}

/** Words for a person hold no secret, whatever a driver puts into them. */
function cleaned(
  details: ObservedResource["details"],
  outputs: Readonly<Record<string, OutputValue>>,
): ObservedResource["details"] {
  const secrets = Object.values(outputs).filter((output) => output instanceof Secret);
  if (secrets.length === 0) return details;
  const redact = redactor(secrets);
  return Object.fromEntries(Object.entries(details).map(([name, detail]) => [redact(name), redact(detail)]));
}

function isSealed(record: RecordedResource, output: string): boolean {
  const recorded = own(record.outputs, output);
  return recorded !== undefined && "sealed" in recorded;
}
