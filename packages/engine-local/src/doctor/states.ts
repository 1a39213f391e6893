import { join } from "node:path";
import { fileStore, isGone, type LockRecord, readState, releaseLock, type StateStore } from "@towpath/provisioning";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** A lock of another machine cannot be told from a living one before it is this old, in milliseconds. */
const LONG_MS = 24 * 60 * 60_000;

/** Every state can be read, no run was cut short, and no lock is held by a run that has ended. */
export async function examineStates(patient: Patient): Promise<readonly Ailment[]> {
  const { states, folders, state } = patient;
  const found: Ailment[] = [];
  for (const { service, environment, key, document, problem } of states) {
    const where = join(folders.data, "state", ...key.split("/"));
    const about = { service, environment };
    // One that is sealed opens with the key of its environment, which is none of ours.
    if (problem && problem.code !== "provisioning/state-sealed") {
      const isNewer = problem.code === "provisioning/state-newer";
      found.push({
        code: isNewer ? "doctor/state-newer" : "doctor/state-damaged",
        level: "mandatory",
        message: `${problem.message} Nothing of ${service} in ${environment} can be changed until then.`,
        where,
        about,
        mend: problem.hint ?? "Put an older generation back: towpath state history.",
      });
    }
    const isAtWork = document?.lock !== undefined && isOfSomebody(document.lock, patient);
    const [begun] = document?.journal ?? [];
    if (begun && !isAtWork)
      found.push({
        code: "doctor/run-cut-short",
        level: "advisory",
        message: `A run that was to ${begun.action} ${begun.address} ended before it could write down what came of it (${begun.at}). What it made is kept, and gone on with.`,
        where,
        about: { ...about, address: begun.address },
        mend: `Run the same command again, such as towpath apply -e ${environment} in the folder of ${service}.`,
      });
  }
  const workloadLocks = join(folders.data, "workloads", ".locks");
  for (const [store, root] of [
    [state, join(folders.data, "state")],
    [fileStore(workloadLocks), workloadLocks],
  ] as const)
    found.push(...(await leftLocks(store, root, patient)));
  return found;
}

async function leftLocks(store: StateStore, root: string, patient: Patient): Promise<readonly Ailment[]> {
  const found: Ailment[] = [];
  for await (const key of store.list("")) {
    if (/^(?:deployments|releases|heartbeats)\//.test(key)) continue; // no states, and never locked
    const lock = (await readState(store, key).catch(() => undefined))?.lock;
    if (!lock || isOfSomebody(lock, patient)) continue;
    const { who, run, since } = lock.holder;
    found.push({
      code: "doctor/lock-left",
      level: "advisory",
      message: `${who} (run ${run}) took this lock at ${since} and never gave it back. The next command takes it over.`,
      where: join(root, ...key.split("/")),
      mend: "towpath doctor --fix",
      async fix() {
        await releaseLock(store, { key, token: lock.token });
        return `The lock of ${key} is given back.`;
      },
    });
  }
  return found;
}

function isOfSomebody(lock: LockRecord, { clock }: Patient): boolean {
  if (lock.process && isGone(lock.process)) return false;
  const since = Date.parse(lock.holder.since);
  return !(clock.now().getTime() - since > LONG_MS);
}
