import { createReconcilingEngine, type Engine, type SecretBox } from "@towpath/provisioning";
import { bucketDriver } from "./bucket/bucket-driver.ts";
import type { LocalFolders } from "./data-folder/local-folders.ts";
import { postgresDriver } from "./postgres/postgres-driver.ts";
import { localWorkloadHost } from "./workload/local-workload-host.ts";

export interface LocalEngineOptions {
  /** Its name in the environment. */
  readonly name: string;
  /** From `localFolders`. */
  readonly folders: LocalFolders;
  /** Seals what is secret of the outputs. */
  readonly secretBox: SecretBox;
}

/**
 * The embedded default: real servers and processes on this machine, with nothing installed but Node and npm. Its drivers are
 * `postgres` and `bucket`; what a driver needs is fetched when it is first used.
 */
export function localEngine({ name, folders, secretBox }: LocalEngineOptions): Engine {
  return createReconcilingEngine({
    name,
    kind: "local",
    drivers: { postgres: postgresDriver(folders), bucket: bucketDriver(folders) },
    workloads: localWorkloadHost({ folder: folders.data }),
    secretBox,
  });
}
