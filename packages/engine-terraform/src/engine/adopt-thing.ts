import { type Address, own, type Place } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  type Change,
  type Context,
  ProvisioningError,
  readState,
  type StateDocument,
  stateKey,
  type Target,
} from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import { labelOf } from "../module/label.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import { terraformRecipe } from "../recipe/terraform-recipe.ts";
import { progressLog } from "../state/progress-log.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import type { FreshSecrets } from "./generated-secrets.ts";
import { planIn } from "./plan-session.ts";
import { keyOf, readChanges } from "./plan-share.ts";
import { thingsIn } from "./record-changes.ts";
import { saysAbsent } from "./says-absent.ts";
import { inSession } from "./session.ts";
import { shareOf } from "./share.ts";
import { NOTHING_TAKEN } from "./taken-over.ts";

/** `TYPE.NAME=ID`, within modules of the module, too: `module.a.azurerm_x.y["z"]=/subscriptions/…`. */
const NAMED =
  /^((?:module\.[\w-]+(?:\[[^\]]+\])?\.)*[a-z][a-z0-9_]*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\]]+")\])?)=(.+)$/s;

/**
 * Looks by an import plan whether there is something of an id, and notes that it is to be taken over: the next plan shows what
 * differs, and apply does it. Changes nothing else.
 *
 * @param id `TYPE.NAME=ID` by the names of the module; the id alone where the module has one thing, or its recipe says which
 * @throws {TerraformError} `engine-terraform/adopt-id`
 * @throws {ProvisioningError} `provisioning/adopt-refused`, `provisioning/adopt-nothing`, `provisioning/belongs-to-another`
 */
export async function adoptThing(
  parts: TerraformEngineParts,
  target: Target,
  address: Address,
  id: string,
  fresh: FreshSecrets,
  context: Context,
): Promise<Change> {
  const { graph } = target;
  const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
  const only = { ...target, only: [address] };
  const share = shareOf(parts.name, only, "match", state);
  const resource = share.wanted.find((each) => each.address === address);
  if (!resource)
    throw refused(
      `${address} is no resource of engine "${parts.name}" in ${graph.environment.name}.`,
      "Write it into the manifest first.",
    );
  requireNotKept(resource, share.state);
  const named = NAMED.exec(id);
  const thing = named?.[1] ?? terraformRecipe(resource).adopt;
  const local = thing ?? (await onlyThing());
  const value = named?.[2] ?? id;
  const to = `module.${labelOf(address)}.${local}`;
  requireFree(resource, local, value, share.state);
  const looking = { share, mode: "read", fresh } as const;
  const imports = [{ to, id: value }];
  const change = await inSession(parts, { ...looking, imports }, context, async (session) => {
    const plan = await planIn(session, share, parts.name);
    const taken = plan.changes.find((each) => each.address === to);
    if (!taken) throw noSuchPart(resource, local, plan);
    if (taken.importing === undefined)
      throw refused(
        `${local} of ${address} is in Terraform's state already.`,
        "It was made or taken over before; plan shows what apply would change in it.",
        resource.origin.place,
      );
    const changes = await readChanges(parts, share, plan, session, NOTHING_TAKEN, context);
    const found = changes.find((each) => each.address === address);
    if (!found) throw noSuchPart(resource, local, plan);
    return found;
  }).catch(async (error: unknown) => {
    if (!(error instanceof TerraformError) || error.code === "engine-terraform/state-belongs-to-another") throw error;
    const plan = await parted();
    if (plan.changes.every((each) => each.address !== to)) throw noSuchPart(resource, local, plan);
    throw notThere(error, resource, local, value);
  });
  const log = progressLog(target.state, keyOf(parts, target), context);
  log.note({ to, id: value, why: "adopted" });
  await log.flush();
  return change;

  /** A plan without it: what the module's parts are. */
  function parted(): Promise<TerraformPlan> {
    return inSession(parts, { share, imports: [], mode: "read", fresh }, context, (session) =>
      planIn(session, share, parts.name),
    );
  }

  /** What the module holds, where that is one thing. */
  async function onlyThing(): Promise<string> {
    const plan = await parted();
    const mine = plan.changes.filter(({ label }) => label === labelOf(address));
    const [first] = mine;
    if (first && mine.length === 1) return first.local;
    throw new TerraformError({
      code: "engine-terraform/adopt-id",
      message: `The module of ${address} has ${mine.length} parts, and it is not said which one has the id.`,
      place: resource?.recipe.origin.place,
      hint: `Name it: towpath adopt -e ${graph.environment.name} ${address} ${first?.local ?? "TYPE.NAME"}=ID. Parts: ${listed(plan, address)}.`,
    });
  }
}

function requireNotKept({ address, origin }: GraphResource, state: StateDocument): void {
  if (own(state.orphans, address))
    throw refused(
      `Under ${address} something is kept for its data, which the next apply takes over again.`,
      "Destroy it by name first, or give the resource another name.",
      origin.place,
    );
}

/** What is on record under another address is that one's. */
function requireFree(resource: GraphResource, local: string, id: string, state: StateDocument): void {
  const type = typeOf(local);
  for (const [address, { have }] of [...Object.entries(state.resources), ...Object.entries(state.orphans)]) {
    const thing = thingsIn(have).find((each) => each.id === id && typeOf(each.address) === type);
    if (!thing) continue;
    if (address === resource.address)
      throw refused(
        `${id} is ${thing.address} of ${address} already.`,
        "There is nothing to take over; plan shows what apply would change in it.",
        resource.origin.place,
      );
    throw new ProvisioningError({
      code: "provisioning/belongs-to-another",
      kind: "refused",
      message: `${id} belongs to ${address} already (${thing.address}).`,
      place: resource.origin.place,
      hint: `To give that thing the name ${resource.address}, rename it: moved in the manifest.`,
    });
  }
}

/** `azurerm_x` of `module.a.azurerm_x.y[0]`. */
function typeOf(local: string): string {
  return /(?:^|\.)([a-z][a-z0-9_]*)\.[A-Za-z_][\w-]*(?:\[[^\]]*\])?$/.exec(local)?.[1] ?? local;
}

function notThere(error: TerraformError, resource: GraphResource, local: string, id: string): Error {
  if (!saysAbsent(error)) return error;
  return new ProvisioningError({
    code: "provisioning/adopt-nothing",
    kind: "refused",
    message: `There is no ${typeOf(local)} ${JSON.stringify(id.slice(0, 200))}.`,
    place: resource.origin.place,
    hint: "Look whether the id is spelt right, as the provider writes it, and of this environment.",
    cause: error,
  });
}

function noSuchPart(resource: GraphResource, local: string, plan: TerraformPlan): TerraformError {
  return new TerraformError({
    code: "engine-terraform/adopt-id",
    message: `The module of ${resource.address} has no ${local}.`,
    place: resource.recipe.origin.place,
    hint: `Its parts: ${listed(plan, resource.address)}.`,
  });
}

function listed({ changes }: TerraformPlan, address: Address): string {
  const locals = changes.filter(({ label }) => label === labelOf(address)).map(({ local }) => local);
  return `${locals.slice(0, 20).join(", ") || "none"}${locals.length > 20 ? ` and ${locals.length - 20} more` : ""}`;
}

function refused(message: string, hint: string, place?: Place): ProvisioningError {
  return new ProvisioningError({ code: "provisioning/adopt-refused", kind: "refused", message, hint, place });
}
