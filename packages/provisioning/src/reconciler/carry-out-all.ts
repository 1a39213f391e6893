import { type Address, compareText, isAbort, TowpathError } from "@towpath/core";
import type { ChangeOutcome, Context, Outcome, Target } from "../engine.ts";
import { changeTitle } from "../planning/change-title.ts";
import { withMoves } from "../planning/moves.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { Intention, StateDocument } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import { type Carrier, carryOutPresence, carryOutRemoval } from "./carry-out.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Limits, limitsOf, patiently } from "./limits.ts";
import { outputsIn } from "./output-readers.ts";
import { type Claims, claimsOver } from "./owners.ts";
import { mindedBy } from "./plan-resources.ts";
import type { Planned } from "./planned.ts";
import { openOutputs } from "./recorded-outputs.ts";
import { saidBy } from "./said.ts";
import { type ScheduledStep, schedule } from "./schedule.ts";
import { type Slots, slotsFor } from "./slots.ts";
import { type Watched, watched } from "./watched-context.ts";

/** What carrying changes out needs to know about the engine. */
export interface CarryingEngine {
  readonly name: string;
  readonly concurrency: number;
  readonly secretBox: SecretBox;
  readonly limits: Limits;
}

const NOT_BEGUN = "The run was cancelled before it.";

/** Carries changes out in their order, as many at once as the engine does; says how each ended. */
export async function carryOutAll(
  engine: CarryingEngine,
  planned: readonly Planned[],
  target: Target,
  state: StateDocument,
  context: Context,
): Promise<Outcome> {
  const { graph } = target;
  const journal = openJournal(target.state, stateKey(graph.service.name, graph.environment.name), state);
  if (withMoves(state, graph, engine.name).state !== state)
    await journal.change((now) => withMoves(now, graph, engine.name).state);
  await forgetWhatCameToNothing(engine, planned, target, state, journal);

  const outcomes = new Map<string, ChangeOutcome>();
  const neededBy = removalsNeededBy(planned);
  const steps = planned.map((each) => ({
    address: each.change.address,
    after: waitsFor(each, neededBy),
    each,
  }));
  const slots = slotsFor(engine.concurrency);
  const within = { ...context, outputs: outputsIn(context, graph, journal.written) };
  const shared = { journal, slots, claims: claimsOver(journal.written) };
  await schedule(
    steps,
    begunAtOnce(planned, engine.concurrency),
    async ({ each }) => {
      const outcome = await carryOut(engine, each, shared, within);
      outcomes.set(outcome.address, outcome);
      return outcome.status === "done" || outcome.status === "unchanged";
    },
    ({ each }, because) => {
      const { address, action } = each.change;
      const isOver = context.signal.aborted;
      const message = isOver ? NOT_BEGUN : `Left out, because ${because} was not done.`;
      outcomes.set(address, { address, action, status: isOver ? "cancelled" : "skipped", message, durationMs: 0 });
    },
  );
  const changes = [...outcomes.values()].sort((a, b) => compareText(a.address, b.address));
  return { status: statusOf(changes), changes };
}

/**
 * How many steps are in the journal at once: those that run, those whose end is being written, and some that come next. Each write
 * is of the whole state, so that of many steps more are written together: their number, and not its square, is what a large
 * apply writes.
 */
function begunAtOnce(planned: readonly Planned[], concurrency: number): number {
  const changing = planned.filter(({ change }) => change.action !== "none").length;
  return Math.max(2 * concurrency, Math.ceil(changing / 32));
}

/** Thrown where a step waited for its turn and the run was cancelled meanwhile. */
class NotBegun extends Error {}

/** What all steps of a run have in common. */
interface Shared {
  readonly journal: Journal;
  readonly slots: Slots;
  readonly claims: Claims;
}

async function carryOut(
  engine: CarryingEngine,
  planned: Planned,
  { journal, slots, claims }: Shared,
  outer: Context,
): Promise<ChangeOutcome> {
  const { address, action } = planned.change;
  const { limits, secretBox } = engine;
  const notBegun: ChangeOutcome = { address, action, status: "cancelled", message: NOT_BEGUN, durationMs: 0 };
  if (outer.signal.aborted) return notBegun;

  const { context, note, clean } = watched(outer);
  const isSilent = action === "none";
  let startedAt = context.clock.monotonic();
  let isAnnounced = isSilent;
  let isInside = false;
  const announce = () => {
    if (isAnnounced) return;
    isAnnounced = true;
    startedAt = context.clock.monotonic();
    outer.events({ type: "started", id: address, title: changeTitle(planned.change) });
  };
  const leave = () => {
    if (isInside) slots.give();
    isInside = false;
  };
  const ended = (outcome: "done" | "unchanged" | "failed" | "cancelled", text?: string): ChangeOutcome => {
    const message = text === undefined ? {} : { message: text };
    announce();
    if (!isSilent) outer.events({ type: "finished", id: address, outcome, ...message });
    const durationMs = Math.round(context.clock.monotonic() - startedAt);
    return { address, action, status: outcome, ...message, durationMs };
  };
  const carrier: Carrier = {
    context,
    journal,
    claims,
    box: secretBox,
    note,
    async enter() {
      if (isInside) return;
      await slots.take();
      isInside = true;
      if (context.signal.aborted) throw new NotBegun();
      announce();
    },
    leave,
    attempt: (driver, what, work) => {
      const patience = limitsOf(driver, limits);
      return patiently(what, patience.stepMs, patience, context, work);
    },
  };
  try {
    return ended(
      await (planned.kind === "presence" ? carryOutPresence(planned, carrier) : carryOutRemoval(planned, carrier)),
    );
  } catch (error) {
    if (error instanceof NotBegun) {
      if (!isBegunBefore(planned)) await journal.withdraw(address).catch(() => undefined); // it is harmless if it stays
      return notBegun;
    }
    const isCancelled = outer.signal.aborted && (error === outer.signal.reason || isAbort(error, outer.signal));
    if (isCancelled) return ended("cancelled", "The run was cancelled in it; the next one goes on from what is there.");
    await noteRecorded(planned, note, secretBox);
    return ended("failed", clean(failureText(error)));
  } finally {
    leave();
  }
}

/** An earlier run had begun it: that stays in the journal. */
function isBegunBefore(planned: Planned): boolean {
  return planned.kind === "presence" && planned.begun !== undefined;
}

function failureText(error: unknown): string {
  const hint = error instanceof TowpathError ? error.hint : undefined;
  const message = saidBy(error);
  return hint === undefined ? message : `${message}${message.includes("\n") ? "\n" : " "}${hint}`;
}

/** A driver's own words may hold what it connects with, also where it failed before it was given that. */
async function noteRecorded(planned: Planned, note: Watched["note"], box: SecretBox): Promise<void> {
  try {
    if (planned.recorded) note(await openOutputs(planned.recorded, box));
  } catch {
    // What cannot be opened was not in anyone's hands either.
  }
}

/** A creation that was begun, left no trace and is not wanted any more needs no step. */
async function forgetWhatCameToNothing(
  engine: CarryingEngine,
  planned: readonly Planned[],
  target: Target,
  state: StateDocument,
  journal: Journal,
): Promise<void> {
  const isOurs = mindedBy(target);
  const minded = new Set(planned.map((each) => each.change.address));
  const isForgotten = ({ address, resource }: Intention) =>
    resource.engine === engine.name && isOurs(address) && !minded.has(address);
  if (state.journal.some(isForgotten))
    await journal.change((now) => ({ ...now, journal: now.journal.filter((entry) => !isForgotten(entry)) }));
}

/** Addresses of those that are on record as needing something, by what they need. */
function removalsNeededBy(planned: readonly Planned[]): ReadonlyMap<Address, readonly Address[]> {
  const neededBy = new Map<Address, Address[]>();
  for (const { recorded, change } of planned)
    for (const needed of recorded?.dependsOn ?? []) {
      const known = neededBy.get(needed);
      if (known) known.push(change.address);
      else neededBy.set(needed, [change.address]);
    }
  return neededBy;
}

/** What comes into being waits for what it needs; what goes waits for those that needed it. */
function waitsFor(planned: Planned, neededBy: ReadonlyMap<Address, readonly Address[]>): ScheduledStep["after"] {
  return planned.kind === "presence" ? planned.resource.dependsOn : (neededBy.get(planned.change.address) ?? []);
}

function statusOf(changes: readonly ChangeOutcome[]): Outcome["status"] {
  if (changes.some((change) => change.status === "failed")) return "failed";
  if (changes.some((change) => change.status === "cancelled")) return "cancelled";
  return changes.some((change) => change.status === "skipped") ? "failed" : "done";
}
