import type { StateStore } from "@towpath/provisioning";
import { recordNumbers, recordsOf, writeRecord } from "../record/numbered-records.ts";
import { decodeDeployment } from "./decode-deployment.ts";
import { advance, type Deployment, isFinal } from "./deployment.ts";

/** Where the record of a service in an environment is kept; each attempt has a key of its own below it. */
export function deploymentsKey(service: string, environment: string): string {
  return `deployments/${service}/${environment}`;
}

/** Every recorded attempt, the newest first. */
export async function* deploymentsOf(
  state: StateStore,
  service: string,
  environment: string,
): AsyncGenerator<Deployment> {
  for await (const { value, key } of recordsOf(state, deploymentsKey(service, environment)))
    yield decodeDeployment(value, key);
}

/** How many of the newest attempts are looked at where one question is put to all of them. */
export const RECENT_DEPLOYMENTS = 200;

/** The newest attempts, the newest first: up to {@link RECENT_DEPLOYMENTS}. */
export async function recentDeployments(
  state: StateStore,
  service: string,
  environment: string,
): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  for await (const { value, key } of recordsOf(state, deploymentsKey(service, environment), RECENT_DEPLOYMENTS))
    found.push(decodeDeployment(value, key));
  return found;
}

/** The newest attempt that succeeded, or undefined where none did. What there is a way back to. */
export async function lastSucceeded(
  state: StateStore,
  service: string,
  environment: string,
): Promise<Deployment | undefined> {
  for await (const deployment of deploymentsOf(state, service, environment)) {
    if (deployment.verdict === "succeeded") return deployment;
  }
  return undefined;
}

/** An attempt that is being recorded. */
export interface Attempt {
  current(): Deployment;
  /** Changes the record; changes come one after the other, whoever asks. */
  change(to: (deployment: Deployment) => Deployment): Promise<Deployment>;
}

/**
 * Records a new attempt.
 *
 * @throws {DeliveryError} `delivery/record-conflict` when another attempt begins at the same moment
 */
export async function beginAttempt(state: StateStore, first: Omit<Deployment, "number">): Promise<Attempt> {
  const prefix = deploymentsKey(first.service, first.environment);
  const [last = 0] = await recordNumbers(state, prefix);
  let current: Deployment = { ...first, number: last + 1 };
  let version = await writeRecord(state, prefix, current.number, current, "absent");
  let turn: Promise<unknown> = Promise.resolve();

  async function write(to: (deployment: Deployment) => Deployment): Promise<Deployment> {
    const next = to(current);
    if (next === current) return current;
    version = await writeRecord(state, prefix, next.number, next, version);
    current = next;
    return current;
  }

  return {
    current: () => current,
    change(to) {
      const written = turn.then(
        () => write(to),
        () => write(to),
      );
      turn = written;
      return written;
    },
  };
}

/**
 * Closes attempts whose run was killed: as `cancelled` where nothing was touched yet, as `inconclusive` otherwise. The caller
 * holds the lock: nobody works on them any more.
 */
export async function closeAbandoned(
  state: StateStore,
  service: string,
  environment: string,
  now: Date,
): Promise<readonly Deployment[]> {
  const prefix = deploymentsKey(service, environment);
  const closed: Deployment[] = [];
  for await (const { number, value, key, version } of recordsOf(state, prefix)) {
    const found = decodeDeployment(value, key);
    if (isFinal(found.verdict)) break;
    const reason = `The run ${found.run.id} of ${found.run.actor} ended in ${found.verdict}, without a verdict.`;
    const isUntouched = found.verdict === "requested" || found.verdict === "gated";
    const next = advance(found, isUntouched ? "cancelled" : "inconclusive", now, { reason });
    await writeRecord(state, prefix, number, next, version);
    closed.push(next);
  }
  return closed;
}
