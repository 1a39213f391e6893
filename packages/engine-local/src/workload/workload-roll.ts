import type { Strategy } from "@towpath/manifest";
import type { Context, RunnableRelease, WorkloadRollout } from "@towpath/provisioning";
import { converge } from "./converge.ts";
import { drain } from "./drain.ts";
import { probe } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { endInstance, type InstanceWish, isAlive, proveInstance, startInstance } from "./instance.ts";
import type { LocalWorkload } from "./local-workloads.ts";
import { pruneLogs } from "./log-files.ts";
import { pruneReleases, touchRelease, unpackRelease } from "./release-files.ts";
import { workloadAddress } from "./workload-address.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import { endProxy, ensureProxy, followWantedPort, targetOf } from "./workload-proxy.ts";
import type { InstanceRecord } from "./workload-record.ts";

/** A new instance is not healthy: everything goes back. */
export class NotHealthy extends Error {
  override readonly name = "NotHealthy";
  readonly roll: WorkloadRoll;
  readonly logTail: readonly string[];

  constructor(roll: WorkloadRoll, message: string, logTail: readonly string[]) {
    super(message);
    this.roll = roll;
    this.logTail = logTail;
  }
}

/** One workload on its way to another release, step by step. Until {@link retire}, {@link undo} brings the former one back. */
export interface WorkloadRoll {
  readonly workload: LocalWorkload;
  /** What is wanted serves already, and is healthy. */
  isUnchanged(): Promise<boolean>;
  unpack(): Promise<void>;
  /** @throws {NotHealthy} */
  start(): Promise<void>;
  expose(): Promise<void>;
  retire(): Promise<void>;
  /** @returns what is to be said of it, where the former release could not be brought back */
  undo(): Promise<string | undefined>;
  rollout(status: WorkloadRollout["status"], message?: string, logTail?: readonly string[]): WorkloadRollout;
}

/** What one roll works with. */
export interface RollParts {
  readonly workload: LocalWorkload;
  readonly wish: InstanceWish;
  readonly release: RunnableRelease;
  readonly strategy: Strategy;
  readonly journal: WorkloadJournal;
  readonly settings: HostSettings;
  readonly context: Context;
}

/** Opens a roll: first what an earlier command left behind is cleared up. */
export async function openRoll(parts: RollParts): Promise<WorkloadRoll> {
  const { workload, wish, release, strategy, journal, settings, context } = parts;
  await converge(journal, settings, context);
  const former = journal.record().serving;
  let instance: InstanceRecord | undefined;

  const roll: WorkloadRoll = {
    workload,
    async isUnchanged() {
      if (!former || former.artifact !== wish.artifact || former.configuration !== wish.configuration) return false;
      if (!isAlive(former) || journal.record().wantedPort !== workload.port) return false;
      if (!(await probe(former.port, wish.health)).healthy) return false;
      await journal.write({ serving: { ...former, health: wish.health } });
      return true;
    },

    async unpack() {
      await touchRelease(await unpackRelease(journal.folders, release, context.signal), context.clock.now());
    },

    async start() {
      if (strategy === "recreate" && former) await makeWay(former, parts);
      if (!former) await followWantedPort(journal, workload.port, context);
      instance = await startInstance(journal, wish, context);
      await ensureProxy(journal, targetOf(former), context);
      const proof = await proveInstance(journal, instance, wish, settings, context);
      if (!proof.healthy) throw new NotHealthy(roll, unhealthyMessage(workload, instance, proof.why), proof.logTail);
      instance = proof.instance;
    },

    async expose() {
      await followWantedPort(journal, workload.port, context);
      await journal.write({ serving: instance, starting: undefined, leaving: former ? [former] : [] });
      await ensureProxy(journal, targetOf(instance), context);
    },

    async retire() {
      const { proxy } = journal.record();
      if (former && proxy) await drain(proxy, former, settings.drainMs, context.clock, context.signal);
      if (former) await endInstance(former, settings, context);
      await journal.write({ leaving: [] });
      const inUse = new Set([wish.artifact, ...(former ? [former.artifact] : [])]);
      await pruneReleases(journal.folders, inUse, context.clock.now());
      await pruneLogs(journal.folders);
    },

    async undo() {
      const { starting, serving } = journal.record();
      const calm = { ...context, signal: new AbortController().signal };
      if (starting) {
        await endInstance(starting, settings, calm); // on record as not proven: a full disk must not keep it alive
        await journal.write({ starting: undefined });
      } else if (serving && serving.id !== former?.id) {
        await journal.write({ serving: former, leaving: [serving] });
        if (former) await ensureProxy(journal, targetOf(former), calm);
        else await endProxy(journal, calm);
        await endInstance(serving, settings, calm);
        await journal.write({ leaving: [] });
      }
      if (!former) await endProxy(journal, calm);
      return strategy === "recreate" && former && !isAlive(former) ? bringBack(former, parts, calm) : undefined;
    },

    rollout: (status, message, logTail = []) => ({
      workload: workload.address,
      status,
      artifact: wish.artifact,
      address: workloadAddress(journal.record().port),
      ...(message === undefined ? {} : { message }),
      logTail,
    }),
  };
  return roll;
}

/** Recreating means that the two never run at once: the former one ends first, and visitors are told so. */
async function makeWay(former: InstanceRecord, { journal, settings, context }: RollParts): Promise<void> {
  const proxy = await ensureProxy(journal, undefined, context);
  await drain(proxy, former, settings.drainMs, context.clock, context.signal);
  await endInstance(former, settings, context);
}

async function bringBack(former: InstanceRecord, parts: RollParts, context: Context): Promise<string | undefined> {
  const { journal, settings, wish } = parts;
  const again: InstanceWish = { ...former, name: wish.name, variables: wish.variables };
  const proof = await proveInstance(journal, await startInstance(journal, again, context), again, settings, context);
  const { starting } = journal.record();
  if (!proof.healthy) {
    if (starting) await endInstance(starting, settings, context);
    await journal.write({ starting: undefined });
    return `The release before it did not come back either: ${proof.why}.`;
  }
  await journal.write({ serving: proof.instance, starting: undefined });
  await ensureProxy(journal, targetOf(proof.instance), context);
  return undefined;
}

function unhealthyMessage(workload: LocalWorkload, instance: InstanceRecord, why: string): string {
  const { address, port } = workload;
  const isNotListening = why.includes("nothing that listens");
  const hint = isNotListening
    ? ` It has to listen on the port that the variable PORT names${port === undefined ? "" : `, not on ${port} itself`}.`
    : "";
  return `${address} (${instance.id}) did not become healthy: ${why}.${hint}`;
}
