import { type Effects, shortDigest } from "@towpath/core";
import {
  approvalsKey,
  askGates,
  type DeploymentKind,
  type Gate,
  type GateFacts,
  isLetThrough,
  lastSucceeded,
  type RecordedGate,
  type Release,
} from "@towpath/delivery";
import type { World } from "../environment/open-world.ts";

/** How a release is to come into an environment. */
export interface Intent {
  readonly release: Release;
  readonly kind?: DeploymentKind | undefined;
  readonly force?: { readonly reason: string } | undefined;
}

/** How often it is looked whether somebody has agreed, in milliseconds. */
const LOOK_MS = 5_000;
/**
 * How often all gates are asked although nobody has, in milliseconds: a freeze ends, or another gate closes. They ask GitHub, which
 * answers a workflow a thousand times an hour for all of a repository.
 */
const ASK_MS = 5 * 60_000;

/** Gates that somebody's word opens. */
const OPENED_BY_PEOPLE: ReadonlySet<string> = new Set(["approvals", "freeze"]);

/** Asks the gates outside of a deployment: nothing is locked, recorded or touched. */
export async function askFirst(
  world: World,
  intent: Intent,
  gates: readonly Gate[],
  effects: Effects,
): Promise<readonly RecordedGate[]> {
  return askGates(gates, await factsOf(world, intent, effects));
}

/**
 * The same, and waits while nothing but somebody's word is missing. Whoever waits holds no lock: others deploy meanwhile.
 *
 * @param limitMs how long
 */
export async function waitForApproval(
  world: World,
  intent: Intent,
  gates: readonly Gate[],
  limitMs: number,
  effects: Effects,
): Promise<readonly RecordedGate[]> {
  const { clock, signal, events } = effects;
  const until = clock.monotonic() + limitMs;
  let [asked, known] = [clock.monotonic(), await approvalsGiven(world)];
  let answers = await askFirst(world, intent, gates, effects);
  if (!waitsForPeople(answers)) return answers;
  const { version, artifact } = intent.release;
  const what = `${version} (${shortDigest(artifact.digest)}) for ${world.graph.environment.name}`;
  events({ type: "started", id: "approval", title: `waits for approval of ${what}` });
  for (const { gate, reason, todo = "" } of answers.filter(({ answer }) => answer !== "allow"))
    events({ type: "notice", message: `${gate}: ${reason} ${todo}`.trim() });
  while (waitsForPeople(answers) && clock.monotonic() < until) {
    await clock.sleep(Math.min(LOOK_MS, Math.max(1, until - clock.monotonic())), signal);
    const [now, given] = [clock.monotonic(), await approvalsGiven(world)];
    if (given === known && now < Math.min(until, asked + ASK_MS)) continue;
    [asked, known] = [now, given];
    answers = await askFirst(world, intent, gates, effects);
  }
  events({ type: "finished", id: "approval", outcome: isLetThrough(answers) ? "done" : "failed" });
  return answers;
}

/** How many approvals are on record, of whatever digest: another one may be the one that is waited for. */
async function approvalsGiven({ graph: { service, environment }, state }: World): Promise<number> {
  let count = 0;
  for await (const _ of state.list(`${approvalsKey(service.name, environment.name)}/`)) count += 1;
  return count;
}

/** True where gates are closed, and each of them only until somebody agrees. */
function waitsForPeople(answers: readonly RecordedGate[]): boolean {
  const closed = answers.filter(({ answer }) => answer !== "allow");
  return closed.length > 0 && closed.every(({ gate }) => OPENED_BY_PEOPLE.has(gate));
}

async function factsOf(world: World, { release, kind, force }: Intent, { clock, signal }: Effects): Promise<GateFacts> {
  const { graph, state, context } = world;
  const previous = await lastSucceeded(state, graph.service.name, graph.environment.name);
  const isSame = previous?.artifact.digest === release.artifact.digest;
  return {
    release,
    graph,
    previous,
    state,
    now: clock.now(),
    actor: context.holder.who,
    kind: kind ?? (isSame ? "config" : "planned"),
    force,
    signal,
  };
}
