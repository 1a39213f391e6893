import { shortDigest } from "@towpath/core";
import { proxyStatus } from "../proxy/proxy-process.ts";
import { schedulerStatus } from "../scheduler/scheduler-process.ts";
import type { PlanView } from "../scheduler/scheduler-protocol.ts";
import { type Found, found } from "./instance-differences.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

/** How the proxy of a server differs from what it is to be. */
export async function proxyDifferences(
  { proxy, starting, weight }: WorkloadRecord,
  { port, artifact }: InstanceRecord,
): Promise<readonly Found[]> {
  const status = proxy && (await proxyStatus(proxy));
  const wanted = `127.0.0.1:${port}`;
  if (!status) return [found("proxy", "does not run", "runs", "its proxy does not run")];
  const { target } = status;
  if (!target || target.port !== port) {
    const elsewhere = target ? `127.0.0.1:${target.port}` : "nowhere";
    return [found("proxy", elsewhere, wanted, `its proxy sends requests to ${elsewhere}, not to ${wanted}`)];
  }
  const { canary } = target;
  const isTried = canary && weight !== undefined && canary.port === starting?.port;
  if (canary && !isTried) {
    const part = `${canary.weight} of 100 requests to 127.0.0.1:${canary.port}`;
    return [found("proxy", part, wanted, `its proxy sends ${part}`)];
  }
  if (target.digest === artifact) return [];
  const other = shortDigest(target.digest);
  return [found("proxy", other, shortDigest(artifact), `its proxy names another artifact (${other})`)];
}

/**
 * How the scheduler of a job that runs on time differs from what it is to be.
 *
 * @param whileRolled what is only staged will do: it is committed when the release is proved
 */
export async function schedulerDifferences(
  { scheduler }: WorkloadRecord,
  job: InstanceRecord,
  whileRolled: boolean,
): Promise<readonly Found[]> {
  const { schedule } = job;
  if (schedule === undefined) return [];
  const status = scheduler && (await schedulerStatus(scheduler));
  if (!status) return [found("scheduler", "does not run", "runs", "its scheduler does not run")];
  const { current, staged } = status;
  const isStaged = isOf(job, staged);
  if (isOf(job, current) && (staged === undefined || isStaged)) return [];
  if (whileRolled && isStaged) return [];
  const before = current ? `${current.version}, ${current.schedule}` : "nothing";
  return [found("scheduler", before, schedule, `its scheduler goes by something else (${before})`)];
}

function isOf({ artifact, configuration, schedule }: InstanceRecord, plan: PlanView | undefined): boolean {
  return plan?.artifact === artifact && plan.configuration === configuration && plan.schedule === schedule;
}
