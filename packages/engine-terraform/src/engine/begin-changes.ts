import { randomUUID } from "node:crypto";
import { type Address, digestJson, own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import {
  type Context,
  type Intention,
  type RecordedOutput,
  type RecordedResource,
  recordOutputs,
  type StateDocument,
  updateState,
  withMoves,
} from "@towpath/provisioning";
import type { TerraformEngineParts } from "./engine-parts.ts";
import { GENERATED, INPUTS } from "./generated-secrets.ts";
import type { PlannedShare } from "./plan-share.ts";
import { recordedCall } from "./recorded-call.ts";
import type { Session } from "./session.ts";

/** What is recorded of a resource as it is called now, before what it gives is known. */
export type Draft = RecordedResource;

/**
 * Writes down what is about to be done, before it is: renames, what is kept, and of each resource that is changed how it is called,
 * with the secrets that it is made with, so that the next run has the same.
 *
 * @returns the draft of each resource that is called as the graph says
 */
export async function beginChanges(
  parts: TerraformEngineParts,
  { share, changes }: PlannedShare,
  session: Session,
  { clock }: Context,
): Promise<ReadonlyMap<Address, Draft>> {
  const { state, wanted, target, key } = share;
  const drafts = new Map<Address, Draft>();
  for (const resource of wanted) drafts.set(resource.address, await draftOf(parts, resource, state, session));
  const at = clock.now().toISOString();
  const begun = changes.flatMap(({ address, action }): readonly Intention[] => {
    if (action === "none" || action === "retain") return [];
    const before = own(state.resources, address) ?? own(state.orphans, address);
    if (action === "delete") return before ? [{ address, action: "delete", resource: before, at }] : [];
    const resource = drafts.get(address) ?? before;
    return resource ? [{ address, action: before ? "update" : "create", resource, at }] : [];
  });
  const retained = new Set(changes.filter(({ action }) => action === "retain").map(({ address }) => address));
  await updateState(target.state, key, (now) =>
    withBegun(withRetained(withMoves(now, target.graph, parts.name).state, retained), begun),
  );
  return drafts;
}

async function draftOf(
  { secretBox }: TerraformEngineParts,
  resource: GraphResource,
  state: StateDocument,
  { root }: Session,
): Promise<Draft> {
  const { address, version, variant } = resource;
  const begun = state.journal.find((each) => each.address === address)?.resource;
  const before = own(state.resources, address) ?? own(state.orphans, address) ?? begun;
  const idempotencyKey = before?.idempotencyKey ?? randomUUID();
  const secrets = root.secretInputs.get(address) ?? {};
  const isStale = (name: string) =>
    (name.startsWith(INPUTS) || name.startsWith(GENERATED)) && !Object.hasOwn(secrets, name);
  const outputs = Object.fromEntries(Object.entries(before?.outputs ?? {}).filter(([name]) => !isStale(name)));
  const call = root.calls.get(address);
  const observed = { want: call ? recordedCall(call) : null, have: null, status: "ready" as const, outputs: secrets };
  const sealed: Readonly<Record<string, RecordedOutput>> = await recordOutputs(
    address,
    observed,
    { outputs, idempotencyKey },
    {},
    secretBox,
  );
  return {
    type: resource.type,
    engine: resource.engine,
    driver: "terraform",
    ...(variant?.known ? { variant: variant.value } : {}),
    ...(version?.known ? { version: version.value } : {}),
    recipe: digestJson(resource.recipe.options),
    isStateful: resource.isStateful,
    settings: before?.settings ?? {},
    want: observed.want,
    have: before?.have ?? null,
    outputs: { ...outputs, ...sealed },
    status: "failed",
    dependsOn: resource.dependsOn,
    idempotencyKey,
  };
}

function withRetained(state: StateDocument, retained: ReadonlySet<Address>): StateDocument {
  const kept = [...retained].flatMap((address) => {
    const record = own(state.resources, address) ?? state.journal.find((each) => each.address === address)?.resource;
    return record ? [[address, record] as const] : [];
  });
  if (kept.length === 0) return state;
  return {
    ...state,
    resources: Object.fromEntries(Object.entries(state.resources).filter(([address]) => !retained.has(address))),
    orphans: { ...state.orphans, ...Object.fromEntries(kept) },
    journal: state.journal.filter(({ address }) => !retained.has(address)),
  };
}

function withBegun(state: StateDocument, begun: readonly Intention[]): StateDocument {
  if (begun.length === 0) return state;
  const addresses = new Set(begun.map(({ address }) => address));
  return { ...state, journal: [...state.journal.filter(({ address }) => !addresses.has(address)), ...begun] };
}
