import { TowpathError } from "@towpath/core";

/** What this engine refuses or fails with. Each code has a page in the docs; codes are never reused. */
export type LocalEngineErrorCode =
  | "engine-local/process-not-started"
  | "engine-local/process-not-stopped"
  | "engine-local/port-not-found"
  | "engine-local/proxy-not-started"
  | "engine-local/proxy-silent"
  | "engine-local/record-damaged"
  | "engine-local/scheduler-not-started"
  | "engine-local/scheduler-silent"
  | "engine-local/service-not-up"
  | "engine-local/workload-busy"
  | "engine-local/workload-not-runnable"
  | "engine-local/no-home"
  | "engine-local/no-server-user"
  | "engine-local/folder-from-elsewhere"
  | "engine-local/folder-not-ours"
  | "engine-local/folder-unwritable"
  | "engine-local/disk-full"
  | "engine-local/npm-missing"
  | "engine-local/package-fetch-failed"
  | "engine-local/postgres-not-started"
  | "engine-local/postgres-not-stopped"
  | "engine-local/postgres-not-created"
  | "engine-local/postgres-version-unknown"
  | "engine-local/postgres-upgrade-refused"
  | "engine-local/postgres-upgrade-failed"
  | "engine-local/postgres-downgrade"
  | "engine-local/postgres-kept-in-the-way"
  | "engine-local/postgres-not-on-record"
  | "engine-local/adopt-id"
  | "engine-local/adopt-refused"
  | "engine-local/setting-unusable"
  | "engine-local/bucket-not-started"
  | "engine-local/platform-unsupported"
  | "engine-local/program-missing"
  | "engine-local/program-too-old"
  | "engine-local/program-version"
  | "engine-local/server-not-started"
  | "engine-local/server-not-created";

/** What the local engine could not do. */
export class LocalEngineError extends TowpathError<LocalEngineErrorCode> {
  override readonly name = "LocalEngineError";
}
