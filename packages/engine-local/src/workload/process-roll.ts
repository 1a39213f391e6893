import type { Context } from "@towpath/provisioning";
import { converge } from "./converge.ts";
import { drain } from "./drain.ts";
import { askInstance, endInstance, type InstanceWish, isAlive, proveInstance, startInstance } from "./instance.ts";
import { instanceDifferences } from "./instance-differences.ts";
import type { LocalWorkload } from "./local-workloads.ts";
import { pruneLogs } from "./log-files.ts";
import { pruneReleases, touchRelease, unpackRelease } from "./release-files.ts";
import { workloadAddress } from "./workload-address.ts";
import { endProxy, ensureProxy, followWantedPort, targetBeside, targetOf } from "./workload-proxy.ts";
import type { InstanceRecord } from "./workload-record.ts";
import { NotHealthy, type RollParts, type WorkloadRoll } from "./workload-roll.ts";
import { endScheduler } from "./workload-scheduler.ts";

/** Rolls a server, behind its proxy, or a worker, which nobody asks anything. */
export async function openProcessRoll(parts: RollParts): Promise<WorkloadRoll> {
  const { workload, wish, release, strategy, journal, fingerprint, settings, context } = parts;
  const isServer = workload.kind === "server";
  const mended = await converge(journal, settings, context);
  const former = journal.record().serving;
  const isInItsWay = strategy === "recreate" && former !== undefined && former.kind !== "job";
  const canBeTried = strategy === "canary" && isServer && targetOf(former) !== undefined;
  let instance: InstanceRecord | undefined;

  const roll: WorkloadRoll = {
    workload,
    startTitle: "starting",
    hasFormer: former !== undefined,
    mended,
    async isUnchanged() {
      if (!former || former.kind !== workload.kind) return false;
      if (former.artifact !== wish.artifact || former.configuration !== wish.configuration) return false;
      if (isServer && journal.record().wantedPort !== workload.port) return false;
      if (!isAlive(former)) return false;
      if ((await instanceDifferences(journal.folders, former, fingerprint)).length > 0) return false;
      if (!(await askInstance({ ...former, health: wish.health })).healthy) return false;
      await journal.write({ serving: { ...former, health: wish.health } });
      return true;
    },

    async unpack() {
      await touchRelease(await unpackRelease(journal.folders, release, context.signal), context.clock.now());
    },

    async start() {
      if (isInItsWay) await makeWay(former, parts);
      if (isServer && former?.kind !== "server") await followWantedPort(journal, workload.port, context);
      instance = await startInstance(journal, wish, context);
      if (isServer) await ensureProxy(journal, targetOf(former), context);
      const proof = await proveInstance(journal, instance, wish, settings, context);
      if (!proof.healthy) throw new NotHealthy(roll, unhealthyMessage(workload, instance, proof.why), proof.logTail);
      instance = proof.instance;
    },

    weights: canBeTried ? workload.deploy.steps.map(({ weight }) => weight).filter((weight) => weight < 100) : [],

    async expose(weight) {
      if (instance && weight < 100) {
        await journal.write({ weight });
        await ensureProxy(journal, targetBeside(former, instance, weight), context);
        return;
      }
      if (isServer) await followWantedPort(journal, workload.port, context);
      const leaving = former ? [former] : [];
      await journal.write({ serving: instance, starting: undefined, weight: undefined, leaving });
      if (isServer) await ensureProxy(journal, targetOf(instance), context);
    },

    async retire() {
      const { proxy } = journal.record();
      if (!isServer) await endProxy(journal, context);
      else if (former && proxy) await drain(proxy, former, settings.drainMs, context.clock, context.signal);
      await endScheduler(journal, settings, context);
      if (former) await endInstance(former, settings, context);
      await journal.write({ leaving: [] });
      const inUse = new Set([wish.artifact, ...(former ? [former.artifact] : [])]);
      await pruneReleases(journal.folders, inUse, context.clock.now());
      await pruneLogs(journal.folders);
    },

    async undo() {
      const { starting, serving, weight } = journal.record();
      const calm = { ...context, signal: new AbortController().signal };
      if (starting) {
        if (weight !== undefined) await takeBack(starting, former, parts, calm);
        await endInstance(starting, settings, calm); // on record as not proven: a full disk must not keep it alive
        await journal.write({ starting: undefined, weight: undefined });
      } else if (serving && serving.id !== former?.id) {
        await journal.write({ serving: former, leaving: [serving] });
        if (former?.kind === "server") await takeBack(serving, former, parts, calm);
        await endInstance(serving, settings, calm);
        await journal.write({ leaving: [] });
      }
      if (former?.kind !== "server") await endProxy(journal, calm);
      return isInItsWay && !isAlive(former) ? bringBack(former, parts, calm) : undefined;
    },

    rollout: (status, message, logTail = []) => ({
      workload: workload.address,
      status,
      artifact: wish.artifact,
      ...(isServer ? { address: workloadAddress(journal.record().port) } : {}),
      ...(message === undefined ? {} : { message }),
      logTail,
    }),
  };
  return roll;
}

/** What was tried out gets no further requests, and answers those that it has. */
async function takeBack(
  tried: InstanceRecord,
  former: InstanceRecord | undefined,
  { journal, settings }: RollParts,
  context: Context,
): Promise<void> {
  const proxy = await ensureProxy(journal, targetOf(former), context);
  await drain(proxy, tried, settings.drainMs, context.clock, context.signal);
}

/** Recreating means that the two never run at once: the former one ends first, and visitors are told so. */
async function makeWay(former: InstanceRecord, { journal, settings, context }: RollParts): Promise<void> {
  if (former.kind === "server") {
    const proxy = await ensureProxy(journal, undefined, context);
    await drain(proxy, former, settings.drainMs, context.clock, context.signal);
  }
  await endInstance(former, settings, context);
}

async function bringBack(former: InstanceRecord, parts: RollParts, context: Context): Promise<string | undefined> {
  const { journal, settings, wish } = parts;
  const again: InstanceWish = {
    ...former,
    name: wish.name,
    listens: former.port !== undefined,
    variables: wish.variables,
    fingerprint: wish.fingerprint,
  };
  const proof = await proveInstance(journal, await startInstance(journal, again, context), again, settings, context);
  const { starting } = journal.record();
  if (!proof.healthy) {
    if (starting) await endInstance(starting, settings, context);
    await journal.write({ starting: undefined });
    return `The release before it did not come back either: ${proof.why}.`;
  }
  await journal.write({ serving: proof.instance, starting: undefined });
  if (former.kind === "server") await ensureProxy(journal, targetOf(proof.instance), context);
  return undefined;
}

function unhealthyMessage(workload: LocalWorkload, instance: InstanceRecord, why: string): string {
  const { address, port } = workload;
  if (workload.kind === "worker" && why === "its process ended")
    return `${address} (${instance.id}) did not stay alive: a worker runs on and on. What runs to its end is of kind: job.`;
  const isNotListening = why.includes("nothing that listens");
  const hint = isNotListening
    ? ` It has to listen on the port that the variable PORT names${port === undefined ? "" : `, not on ${port} itself`}.`
    : "";
  return `${address} (${instance.id}) did not become healthy: ${why}.${hint}`;
}
