import { randomUUID } from "node:crypto";
import { digestJson, type Json } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import type { Driver, Observed, StepContext } from "../driver.ts";
import type { Context, OutputValue } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Change } from "../plan.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { Intention, RecordedResource } from "../state/state-document.ts";
import { assessExisting } from "./assess.ts";
import { describeResource } from "./describe-resource.ts";
import type { Journal } from "./journal.ts";
import { keptRecord } from "./kept.ts";
import type { Claims } from "./owners.ts";
import { desire } from "./plan-resources.ts";
import type { Desired, PlannedPresence, PlannedRemoval } from "./planned.ts";
import { openOutputs, recordOutputs } from "./recorded-outputs.ts";
import { verify } from "./verify.ts";

/** What carrying out one change needs. */
export interface Carrier {
  readonly context: Context;
  readonly journal: Journal;
  readonly claims: Claims;
  readonly box: SecretBox;
  /** Remembers secrets, which nothing that is said may hold. */
  readonly note: (outputs: Readonly<Record<string, OutputValue>>) => void;
  /** Waits until the engine has room for one more. What is to be done must be in the journal. */
  readonly enter: () => Promise<void>;
  /** The world is as it shall be; what is left is to write that down. */
  readonly leave: () => void;
  /** Runs one call of a driver: patiently, and within its time. */
  readonly attempt: <T>(driver: Driver, what: string, work: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** Makes something be as it is wanted. Says whether anything had to be done. */
export async function carryOutPresence(planned: PlannedPresence, carrier: Carrier): Promise<"done" | "unchanged"> {
  const { change, resource, observed, recorded } = planned;
  if (change.action === "none") return refresh(planned, carrier);
  const desired = await settle(planned, carrier.context);
  const want = desired.want;
  const ready = { ...planned, desired };
  switch (change.action) {
    case "create":
      await create(ready, want, begunKey(planned), carrier);
      return "done";
    case "adopt":
    case "update":
    case "upgrade":
      if (recorded && observed) await update({ ...ready, recorded, observed }, want, carrier);
      else await create(ready, want, begunKey(planned), carrier);
      return "done";
    case "replace":
      if (recorded && observed) await takeDown({ ...ready, recorded, observed }, want, carrier);
      return "done";
    default:
      throw notApproved(resource.address, change.action);
  }
}

/** Makes something go, or be kept out of our hands. */
export async function carryOutRemoval(planned: PlannedRemoval, carrier: Carrier): Promise<"done" | "unchanged"> {
  const { change, scope, recorded, observed, driver, isOrphan } = planned;
  const { address } = scope;
  if (change.action === "none") return "unchanged";
  if (change.action === "retain") {
    if (isOrphan) return "unchanged";
    const have = observed?.have ?? recorded.have;
    await carrier.journal.kept(address, { ...recorded, have });
    return "done";
  }
  if (change.action !== "delete") throw notApproved(address, change.action);
  if (observed) {
    await carrier.journal.begin(intention(address, "delete", recorded, carrier.context));
    await remove({ scope, recorded, observed, driver }, carrier);
    carrier.leave();
  }
  await carrier.journal.gone(address);
  return "done";
}

/** Fills in what was unknown when it was planned. */
async function settle(planned: PlannedPresence, context: Context): Promise<Desired & { readonly want: Json }> {
  const { resource, driver, scope } = planned;
  if (planned.desired.want !== undefined) return { ...planned.desired, want: planned.desired.want };
  const desired = await desire(resource, driver, scope, context);
  if (desired.want !== undefined) return { ...desired, want: desired.want };
  throw provisioningError({
    code: "provisioning/output-missing",
    kind: "fault",
    message: `${resource.address} needs settings that are still unknown: ${desired.settings.unknown.join(", ")}.`,
    place: resource.origin.place,
    hint: "What they come from was not made. Look at its error, and run the command again.",
  });
}

async function create(planned: PlannedPresence, want: Json, key: string, carrier: Carrier): Promise<void> {
  const { scope, driver, resource, begun } = planned;
  // What a run that was killed had begun to take down is another thing than the one that is made now.
  const recorded =
    begun?.action === "create" ? begun.resource : begun?.action === "delete" ? undefined : planned.recorded;
  const before = { outputs: recorded?.outputs ?? {}, idempotencyKey: recorded?.idempotencyKey ?? key };
  const draft: RecordedResource = {
    ...describeResource(resource, planned.desired),
    ...before,
    want,
    have: null,
    status: "failed",
  };
  await carrier.journal.begin(intention(scope.address, "create", draft, carrier.context));
  await carrier.enter();
  const recordedOutputs = await openNoted(before, carrier);
  const made = await carrier.attempt(driver, `Creating ${scope.address}`, (signal) =>
    driver.create(scope, want, stepContext(carrier.context, signal, before.idempotencyKey, recordedOutputs)),
  );
  await verify(planned, made, undefined, carrier);
  await record(planned, draft, made, carrier);
}

type Existing = PlannedPresence & { readonly recorded: RecordedResource; readonly observed: Observed };

async function update(planned: Existing, want: Json, carrier: Carrier): Promise<void> {
  const { scope, driver, resource, recorded, observed } = planned;
  requireMild(planned);
  const next: RecordedResource = {
    ...describeResource(resource, planned.desired),
    outputs: recorded.outputs,
    idempotencyKey: recorded.idempotencyKey,
    want,
    have: observed.have,
    status: observed.status,
  };
  const isAsWanted = isSameJson(observed.want, want) && observed.status === "ready";
  if (isAsWanted && !isToBeTold(planned)) return record(planned, next, observed, carrier);
  await carrier.journal.begin(intention(scope.address, "update", recorded, carrier.context));
  await carrier.enter();
  const recordedOutputs = await openNoted(recorded, carrier);
  const updated = await carrier.attempt(driver, `Updating ${scope.address}`, (signal) =>
    driver.update(
      scope,
      want,
      observed,
      stepContext(carrier.context, signal, recorded.idempotencyKey, recordedOutputs),
    ),
  );
  await verify(planned, updated, observed, carrier);
  await record(planned, next, updated, carrier);
}

async function openNoted(record: Pick<RecordedResource, "outputs" | "idempotencyKey">, carrier: Carrier) {
  const outputs = await openOutputs(record, carrier.box);
  carrier.note(outputs);
  return outputs;
}

/**
 * The driver hears of a new address too: it may have written the old one down. It is asked again for what it was doing when a
 * run was killed, which says what is kept of an upgrade, and for outputs that nobody knows.
 */
function isToBeTold({ change, recorded, begun }: Existing): boolean {
  const isAsked = ({ path }: Change["diff"][number]) => path === "address" || path.startsWith("outputs.");
  return recorded.adopted === true || begun?.action === "update" || change.diff.some(isAsked);
}

/** What was approved with unknown values may have become more than what was approved. */
function requireMild(planned: Existing): void {
  if (planned.change.risk !== "unknown") return;
  const { action, risk } = assessExisting(planned, undefined);
  if (action === "replace" || risk === "data-loss") throw notApproved(planned.scope.address, action);
}

/** Replaces it: takes the old one down, then makes the new one under a key of its own. */
async function takeDown(planned: Existing, want: Json, carrier: Carrier): Promise<void> {
  const { scope, remover, recorded, observed, resource, desired } = planned;
  await carrier.journal.begin(intention(scope.address, "delete", recorded, carrier.context));
  await remove({ scope, recorded, observed, driver: remover }, carrier);
  const key = randomUUID();
  const draft = {
    ...describeResource(resource, desired),
    outputs: {},
    idempotencyKey: key,
    want,
    have: null,
    status: "failed" as const,
  };
  await carrier.journal.gone(scope.address, intention(scope.address, "create", draft, carrier.context));
  await create({ ...planned, recorded: undefined, observed: undefined }, want, key, carrier);
}

/** Deletes it, and looks whether it is gone: what is off the record would never be found again. */
async function remove(
  { scope, recorded, observed, driver }: Pick<Existing, "scope" | "recorded" | "observed" | "driver">,
  carrier: Carrier,
): Promise<void> {
  await carrier.enter();
  const recordedOutputs = await openNoted(recorded, carrier);
  await carrier.attempt(driver, `Deleting ${scope.address}`, (signal) =>
    driver.delete(scope, observed, stepContext(carrier.context, signal, recorded.idempotencyKey, recordedOutputs)),
  );
  const left = await carrier.attempt(driver, `Reading ${scope.address}`, (signal) =>
    driver.read(scope, { want: recorded.want, have: observed.have }, { ...carrier.context, signal }),
  );
  if (!left) return;
  throw provisioningError({
    code: "provisioning/not-gone",
    kind: "fault",
    message: `${scope.address} was deleted, but is still there.`,
    hint: "Look at the log of the server or service behind it, and run the command again.",
  });
}

/** Nothing is to be done; but what the driver needs to find it again may have moved (a port, a process). */
async function refresh(planned: PlannedPresence, carrier: Carrier): Promise<"unchanged"> {
  const { recorded, observed, resource, desired, scope, begun } = planned;
  if (!recorded || !observed) return "unchanged";
  const next: RecordedResource = {
    ...describeResource(resource, desired),
    outputs: await recordOutputs(scope.address, observed, recorded, resource.outputs, carrier.box),
    idempotencyKey: recorded.idempotencyKey,
    want: observed.want,
    have: observed.have,
    status: observed.status,
  };
  if (begun || digestJson(next) !== digestJson(recorded)) await carrier.journal.made(scope.address, next);
  return "unchanged";
}

async function record(
  planned: PlannedPresence,
  next: RecordedResource,
  made: Observed,
  carrier: Carrier,
): Promise<void> {
  const { address } = planned.scope;
  carrier.note(made.outputs);
  carrier.claims.requireOwn(planned, made);
  const outputs = await recordOutputs(address, made, next, planned.resource.outputs, carrier.box);
  const kept = made.kept && (await keptRecord(made.kept, planned.recorded ?? next, carrier.box));
  carrier.leave();
  await carrier.journal.made(
    address,
    { ...next, want: made.want, have: made.have, status: made.status, outputs },
    kept,
  );
  if (made.status === "failed")
    throw provisioningError({
      code: "provisioning/not-ready",
      kind: "fault",
      message: `${address} is there, but not ready: ${made.message ?? "its driver gave no reason"}.`,
      hint: "Look at its log, and run the command again.",
    });
}

function begunKey({ begun }: PlannedPresence): string {
  return begun?.action === "create" ? begun.resource.idempotencyKey : randomUUID();
}

function intention(
  address: string,
  action: Intention["action"],
  resource: RecordedResource,
  { clock }: Context,
): Intention {
  return { address, action, resource, at: clock.now().toISOString() };
}

function stepContext(
  context: Context,
  signal: AbortSignal,
  idempotencyKey: string,
  recordedOutputs: Readonly<Record<string, OutputValue>>,
): StepContext {
  return { ...context, signal, idempotencyKey, recordedOutputs };
}

function notApproved(address: string, action: string): Error {
  return provisioningError({
    code: "provisioning/change-not-approved",
    kind: "refused",
    message: `${address} would have to be changed by "${action}", which was not approved.`,
    hint: "A value that was unknown when it was planned is known now. Plan again, and approve what it shows.",
  });
}
