import type { WorkloadHost } from "@towpath/provisioning";
import { currentInstances } from "./current-instances.ts";
import { DEFAULT_SETTINGS, type HostSettings } from "./host-settings.ts";
import { LOCAL_ARTIFACTS, LOCAL_STRATEGIES } from "./local-workloads.ts";
import { streamLogs } from "./log-stream.ts";
import { rollRelease } from "./roll-release.ts";
import { runJob } from "./run-job.ts";
import { removeWorkloads, stopWorkloads } from "./stop-workloads.ts";
import { workloadDrift } from "./workload-drift.ts";

/** What the host needs to know; durations in milliseconds. */
export type LocalWorkloadHostOptions = Pick<HostSettings, "folder"> & Partial<HostSettings>;

/**
 * Runs workloads as processes of this machine: servers behind a proxy each that keeps its address while releases come and go,
 * workers, jobs that run once for a deployment, and jobs on a schedule by a scheduler each.
 *
 * A server listens on 127.0.0.1 (or all addresses) at the port in the variable `PORT`, which differs from start to start; the
 * manifest's `port` is the proxy's where it is free. A workload also gets `TOWPATH_SERVICE`, `TOWPATH_ENVIRONMENT`,
 * `TOWPATH_VERSION` and `TOWPATH_DIGEST`. There is one instance of each, whatever its scale says.
 *
 * Changes of the workloads of a service in an environment take turns by a lock of their own; that two deployments do not
 * interleave is for the state's lock to see to.
 *
 * @throws {LocalEngineError} `engine-local/workload-not-runnable` from `roll`, before anything is touched
 */
export function localWorkloadHost(options: LocalWorkloadHostOptions): WorkloadHost {
  const settings: HostSettings = { ...DEFAULT_SETTINGS, ...options };
  return {
    accepts: LOCAL_ARTIFACTS,
    strategies: LOCAL_STRATEGIES,
    current: (target) => currentInstances(target, settings),
    roll: (target, release, strategy, gate, context) => rollRelease(target, release, strategy, gate, settings, context),
    run: (target, job, context) => runJob(target, job, settings, context),
    logs: (target, query, context) => streamLogs(target, query, settings, context),
    drift: (target) => workloadDrift(target, settings),
    stop: (target, context) => stopWorkloads(target, settings, context),
    remove: (target, context) => removeWorkloads(target, settings, context),
  };
}
