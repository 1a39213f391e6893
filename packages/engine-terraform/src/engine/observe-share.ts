import { type Address, compareText, own, redactor, Secret } from "@towpath/core";
import {
  type Context,
  type Observation,
  type ObservedResource,
  openOutputs,
  type RecordedResource,
  readState,
  stateKey,
  type Target,
} from "@towpath/provisioning";
import type { RootModule } from "../module/root-module.ts";
import { driftsOf } from "../plan/drifts-of.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import type { FreshSecrets } from "./generated-secrets.ts";
import { planIn } from "./plan-session.ts";
import { thingsIn } from "./record-changes.ts";
import { inSession } from "./session.ts";
import { type Share, shareOf } from "./share.ts";

/**
 * What there is of what was applied, and how it differs from that: by a plan that only refreshes, of everything as it is on
 * record, so that work which is not applied yet is no drift.
 */
export async function observeShare(
  parts: TerraformEngineParts,
  target: Target,
  fresh: FreshSecrets,
  context: Context,
): Promise<Observation> {
  const { graph } = target;
  const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
  const whole = shareOf(parts.name, { ...target, only: undefined }, "destroy", state);
  const share: Share = { ...whole, kept: whole.records };
  const seen =
    share.kept.size === 0
      ? undefined
      : await inSession(parts, { share, imports: [], mode: "read", fresh }, context, async (session) => ({
          plan: await planIn(session, share, parts.name, { isRefreshOnly: true }),
          root: session.root,
        }));
  const resources = await Promise.all(
    [...share.kept].map(([address, record]) => observed(parts, share, address, record, seen, target)),
  );
  const missing = graph.resources
    .filter(({ engine, address }) => engine === parts.name && !share.kept.has(address))
    .map(
      ({ address, type }): ObservedResource => ({
        ...{ address, type, status: "missing", message: "It is not there." },
        ...{ outputs: {}, drift: [], details: {} },
      }),
    );
  return { resources: [...resources, ...missing].sort((a, b) => compareText(a.address, b.address)) };
}

interface Seen {
  readonly plan: TerraformPlan;
  readonly root: Pick<RootModule, "addressOf">;
}

async function observed(
  { secretBox }: TerraformEngineParts,
  { state }: Share,
  address: Address,
  record: RecordedResource,
  seen: Seen | undefined,
  { graph }: Target,
): Promise<ObservedResource> {
  const all = await openOutputs(record, secretBox);
  const contract = graph.resources.find((resource) => resource.address === address)?.outputs;
  const isShown = (name: string) => (contract ? Object.hasOwn(contract, name) : !name.includes("."));
  const redact = redactor(Object.values(all).filter((value) => value instanceof Secret));
  const gone = (seen?.plan.drift ?? []).filter(
    (each) => each.action === "delete" && seen?.root.addressOf(each.address) === address,
  );
  // What a refresh finds gone is in its state no more.
  const left = [...(seen?.plan.addresses ?? [])].filter(
    (each) => seen?.root.addressOf(each) === address && gone.every((thing) => thing.address !== each),
  ).length;
  const isOrphan = own(state.resources, address) === undefined;
  const known = thingsIn(record.have);
  const base = {
    address,
    type: record.type,
    outputs: Object.fromEntries(Object.entries(all).filter(([name]) => isShown(name))),
    drift: (seen && driftsOf(seen.plan, seen.root).get(address)) ?? [],
    details: Object.fromEntries(known.map((thing) => [redact(thing.address), redact(thing.id ?? "")])),
  };
  if (left === 0)
    return { ...base, status: "missing", message: "It is on record, but no longer there.", outputs: {}, drift: [] };
  if (gone.length > 0)
    return {
      ...base,
      status: "failed",
      message: `${gone.length} of ${gone.length + left} parts ${gone.length === 1 ? "is" : "are"} no longer there.`,
    };
  if (record.status === "failed")
    return {
      ...base,
      status: "failed",
      message: "The last run did not come to its end with it; the next apply goes on.",
    };
  return { ...base, status: isOrphan ? "orphan" : "ready" };
}
