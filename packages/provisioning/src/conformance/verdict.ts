import { canonicalJson, errorMessage, type Json, Secret, TowpathError } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Observed } from "../driver.ts";
import type { OutputValue } from "../engine.ts";
import type { Applied } from "../environment/apply-environment.ts";
import type { Plan } from "../plan.ts";
import { isEmptyPlan } from "../planning/build-plan.ts";
import type { Bench, Kit, RunOptions } from "./bench.ts";
import { CheckFailed } from "./check-failed.ts";
import type { Check } from "./report.ts";
import type { ConformanceType } from "./subject.ts";
import type { Call } from "./watched-driver.ts";

/** Runs a graph on a bench and holds the run to having got through. @throws {CheckFailed} for the check, or for what was behind it */
export async function applied(
  kit: Kit,
  bench: Bench,
  check: Check,
  graph: Graph,
  options?: RunOptions,
): Promise<Applied> {
  const before = bench.calls.length;
  const result = await attempt(kit, bench, check, before, () => bench.apply(graph, options));
  if (result.outcome.status === "done") return result;
  const { message = result.outcome.status } = result.outcome.changes.find((each) => each.status !== "done") ?? {};
  throw behind(kit, bench.calls.slice(before)) ?? new CheckFailed(check, message);
}

/** What planning gives. @throws {CheckFailed} */
export function planned(kit: Kit, bench: Bench, check: Check, graph: Graph): Promise<Plan> {
  return attempt(kit, bench, check, bench.calls.length, () => bench.plan(graph));
}

/** Holds a bench to having nothing left to do. @throws {CheckFailed} */
export async function requireQuiet(kit: Kit, bench: Bench, check: Check, graph: Graph, after: string): Promise<void> {
  const plan = await planned(kit, bench, check, graph);
  if (!isEmptyPlan(plan))
    throw new CheckFailed(check, `After ${after} there is still something to do: ${inWords(plan)}.`);
  const { journal } = await bench.state(graph);
  if (journal.length > 0) throw new CheckFailed(check, `After ${after} a step is still open on record.`);
}

/** Takes everything of a bench down and holds it to leaving nothing. @throws {CheckFailed} */
export async function clear(kit: Kit, bench: Bench, check: Check, graph: Graph): Promise<void> {
  await applied(kit, bench, check, graph, { goal: "destroy" });
  const { resources, orphans } = await bench.state(graph);
  const left = [...Object.keys(resources), ...Object.keys(orphans)];
  if (left.length > 0)
    throw new CheckFailed(check, `After the destruction there is still on record: ${left.join(", ")}.`);
  await requireNothingLeft(kit, check);
}

/** @throws {CheckFailed} when the author's hook finds something that was not there when the check began */
export async function requireNothingLeft({ subject, leftBefore }: Kit, check: Check): Promise<void> {
  const leftovers = ((await subject.leftovers?.()) ?? []).filter((each) => !leftBefore.has(each));
  if (leftovers.length > 0)
    throw new CheckFailed(
      check,
      `Everything was destroyed, and this is left over: ${leftovers.slice(0, 5).join("; ")}.`,
    );
}

/** Holds two things to being one. @throws {CheckFailed} */
export function requireSame({ subject }: Kit, check: Check, before: Json, after: Json, why: string): void {
  const identity = subject.identity ?? ((have: Json) => have);
  const [one, other] = [canonicalJson(identity(before)), canonicalJson(identity(after))];
  if (one !== other) throw new CheckFailed(check, `${why}: it was ${one} and is ${other}.`);
}

/** The secrets of a thing that are not the same any more, by the names of their outputs. */
export function changedSecrets(
  before: Readonly<Record<string, OutputValue>>,
  after: Readonly<Record<string, OutputValue>>,
): readonly string[] {
  return Object.entries(before).flatMap(([name, value]) => {
    if (!(value instanceof Secret)) return [];
    const now = after[name];
    return now instanceof Secret && now.reveal() === value.reveal() ? [] : [name];
  });
}

/** A plan as one line. */
export function inWords({ changes }: Pick<Plan, "changes">): string {
  const open = changes.filter(({ action }) => action !== "none");
  return open
    .map(({ action, address, diff, reasons }) => {
      const why = diff.length > 0 ? diff.map(({ path }) => path).join(", ") : reasons.join(" ");
      return `${action} ${address}${why === "" ? "" : ` (${why})`}`;
    })
    .join("; ");
}

/** Outputs that a type promises and an observation does not give. */
export function missingOutputs(type: ConformanceType, { outputs }: Observed): readonly string[] {
  return Object.keys(type.outputs).filter((name) => outputs[name] === undefined);
}

async function attempt<T>(kit: Kit, bench: Bench, check: Check, before: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    kit.signal.throwIfAborted();
    const { message, hint } = error instanceof TowpathError ? error : { message: errorMessage(error), hint: undefined };
    throw behind(kit, bench.calls.slice(before)) ?? new CheckFailed(check, hint ? `${message} ${hint}` : message);
  }
}

/** What a run that did not get through failed for, where another check is about that. */
function behind(kit: Kit, calls: readonly Call[]): CheckFailed | undefined {
  const late = overdue(kit, calls);
  if (late !== undefined) return new CheckFailed("time-limit", late);
  for (const { method, observed } of calls) {
    if (!observed || method !== "create") continue;
    const missing = missingOutputs(kit.subject.type, observed);
    if (missing.length > 0) return new CheckFailed("outputs", notGiven(missing));
  }
  const exposed = kit.exposure.exposed().find(({ where }) => /^(want|have) of /.test(where));
  if (exposed) return new CheckFailed("secrets", `The secret output "${exposed.output}" stands in ${exposed.where}.`);
  return undefined;
}

/** What to say of outputs that are missing. */
export function notGiven(names: readonly string[]): string {
  return `create does not give ${names.map((name) => `"${name}"`).join(", ")}, which the type promises.`;
}

/** What to say of the first call that took too long, or has not ended. */
export function overdue({ clock, limitMs }: Kit, calls: readonly Call[]): string | undefined {
  const late = calls.find((call) => (call.endedAt ?? clock.monotonic()) - call.startedAt >= limitMs);
  if (!late) return undefined;
  const { method, scope, endedAt } = late;
  const limit = `${limitMs / 1000} seconds`;
  return endedAt === undefined
    ? `${method} of ${scope.address} had not ended after ${limit}, and went on when its signal told it to stop.`
    : `${method} of ${scope.address} had not ended after ${limit}.`;
}
