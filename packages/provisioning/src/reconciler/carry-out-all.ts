import { errorMessage, isAbort, redactor, Secret, TowpathError } from "@towpath/core";
import type { ChangeOutcome, Context, Outcome, Target } from "../engine.ts";
import type { Change } from "../plan.ts";
import { withMoves } from "../planning/moves.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { Intention, StateDocument } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import { type Carrier, carryOutPresence, carryOutRemoval } from "./carry-out.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Limits, limitsOf, patiently } from "./limits.ts";
import { mindedBy } from "./plan-resources.ts";
import type { Planned } from "./planned.ts";
import { openOutputs } from "./recorded-outputs.ts";
import { type ScheduledStep, schedule } from "./schedule.ts";

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
  const journal = openJournal(target.state, stateKey(graph.service.name, graph.environment.name));
  if (withMoves(state, graph, engine.name).state !== state)
    await journal.change((now) => withMoves(now, graph, engine.name).state);
  await forgetWhatCameToNothing(engine, planned, target, state, journal);

  const outcomes = new Map<string, ChangeOutcome>();
  const steps = planned.map((each) => ({ address: each.change.address, after: waitsFor(each, planned), each }));
  await schedule(
    steps,
    engine.concurrency,
    async ({ each }) => {
      const outcome = await carryOut(engine, each, journal, context);
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
  const changes = [...outcomes.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
  return { status: statusOf(changes), changes };
}

async function carryOut(
  engine: CarryingEngine,
  planned: Planned,
  journal: Journal,
  context: Context,
): Promise<ChangeOutcome> {
  const { address, action } = planned.change;
  const { limits, secretBox } = engine;
  if (context.signal.aborted) return { address, action, status: "cancelled", message: NOT_BEGUN, durationMs: 0 };

  const isSilent = action === "none";
  const startedAt = context.clock.monotonic();
  const ended = (outcome: "done" | "unchanged" | "failed" | "cancelled", text?: string): ChangeOutcome => {
    const message = text === undefined ? {} : { message: text };
    if (!isSilent) context.events({ type: "finished", id: address, outcome, ...message });
    const durationMs = Math.round(context.clock.monotonic() - startedAt);
    return { address, action, status: outcome, ...message, durationMs };
  };
  if (!isSilent) context.events({ type: "started", id: address, title: titleOf(planned.change) });
  const carrier: Carrier = {
    context,
    journal,
    box: secretBox,
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
    const isCancelled = context.signal.aborted && (error === context.signal.reason || isAbort(error, context.signal));
    if (isCancelled) return ended("cancelled", "The run was cancelled in it; the next one goes on from what is there.");
    return ended("failed", await withoutSecrets(planned, failureText(error), secretBox));
  }
}

function failureText(error: unknown): string {
  const hint = error instanceof TowpathError ? error.hint : undefined;
  const message = errorMessage(error);
  return hint === undefined ? message : `${message}${message.includes("\n") ? "\n" : " "}${hint}`;
}

/** A driver's own words may hold what it connects with. */
async function withoutSecrets(planned: Planned, message: string, box: SecretBox): Promise<string> {
  if (!planned.recorded) return message;
  try {
    const outputs = Object.values(await openOutputs(planned.recorded, box));
    return redactor(outputs.filter((output) => output instanceof Secret))(message);
  } catch {
    return message; // what cannot be opened was not in anyone's hands either
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

/** What comes into being waits for what it needs; what goes waits for those that needed it. */
function waitsFor(planned: Planned, all: readonly Planned[]): ScheduledStep["after"] {
  if (planned.kind === "presence") return planned.resource.dependsOn;
  return all
    .filter((other) => other !== planned && other.recorded?.dependsOn.includes(planned.change.address))
    .map((other) => other.change.address);
}

function statusOf(changes: readonly ChangeOutcome[]): Outcome["status"] {
  if (changes.some((change) => change.status === "failed")) return "failed";
  if (changes.some((change) => change.status === "cancelled")) return "cancelled";
  return changes.some((change) => change.status === "skipped") ? "failed" : "done";
}

const VERBS: Readonly<Record<Change["action"], string>> = {
  create: "Create",
  update: "Update",
  upgrade: "Upgrade",
  migrate: "Migrate",
  replace: "Replace",
  delete: "Delete",
  retain: "Keep",
  adopt: "Adopt",
  none: "Leave",
};

function titleOf(change: Change): string {
  return `${VERBS[change.action]} ${change.address} (${change.type})`;
}
