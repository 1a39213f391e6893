import type { Instance } from "@towpath/provisioning";
import { workloadAddress } from "./workload-address.ts";
import type { InstanceRecord, WorkloadRecord } from "./workload-record.ts";

/** An instance as users see it. */
export function describeInstance(
  record: WorkloadRecord,
  instance: InstanceRecord,
  status: Instance["status"],
  more: Readonly<Record<string, string>> = {},
): Instance {
  const { wantedPort, port } = record;
  const isServer = instance.kind === "server";
  const isElsewhere = isServer && wantedPort !== undefined && port !== undefined && port !== wantedPort;
  return {
    workload: record.workload,
    id: instance.id,
    artifact: instance.artifact,
    status,
    startedAt: instance.startedAt,
    ...(isServer ? { address: workloadAddress(port) } : {}),
    details: {
      version: instance.version,
      ...(instance.process ? { process: String(instance.process.pid) } : {}),
      ...(instance.port === undefined ? {} : { listens: `127.0.0.1:${instance.port}` }),
      log: instance.logFile,
      ...(isElsewhere ? { port: `${wantedPort} was taken, so it is reached at ${port}` } : {}),
      ...more,
    },
  };
}
