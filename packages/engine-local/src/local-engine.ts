import { createReconcilingEngine, type Driver, type Engine, type SecretBox } from "@towpath/provisioning";
import { bucketDriver } from "./bucket/bucket-driver.ts";
import type { LocalFolders } from "./data-folder/local-folders.ts";
import { mysqlDriver } from "./mysql/mysql-driver.ts";
import { postgresDriver } from "./postgres/postgres-driver.ts";
import { programFindings, programNeeds } from "./programs/program-findings.ts";
import { queueDriver } from "./queue/queue-driver.ts";
import { redisDriver } from "./redis/redis-driver.ts";
import { localWorkloadHost } from "./workload/local-workload-host.ts";

const UNSUPPORTED = "engine-local/platform-unsupported";

export interface LocalEngineOptions {
  /** Its name in the environment. */
  readonly name: string;
  /** From `localFolders`. */
  readonly folders: LocalFolders;
  /** Seals what is secret of the outputs. */
  readonly secretBox: SecretBox;
  /** Further drivers, of the platform's own, by name; those that come with the engine go before them. */
  readonly drivers?: Readonly<Record<string, Driver>> | undefined;
}

/**
 * The embedded default: real servers and processes on this machine. Its drivers are `postgres`, `bucket` and `queue`, whose
 * servers are fetched when they are first used, and `mysql` and `redis`, whose servers the machine has to have.
 */
export function localEngine({ name, folders, secretBox, drivers = {} }: LocalEngineOptions): Engine {
  const engine = createReconcilingEngine({
    name,
    kind: "local",
    drivers: { ...drivers, ...localDrivers(folders) },
    workloads: localWorkloadHost({ folder: folders.data }),
    secretBox,
  });
  return {
    ...engine,
    /** What the machine lacks is said once, for all resources that need it, at their lines. */
    async prepare(target, context) {
      const needs = programNeeds(target.graph.resources, name);
      const found = (await engine.prepare(target, context)).filter(({ code }) => !isAboutPrograms(code));
      const isRunnable = found.every(({ code }) => code !== UNSUPPORTED);
      return isRunnable ? [...found, ...(await programFindings(needs, { ...context, folders }))] : found;
    },
  };
}

/** The drivers that come with the local engine, by name. */
export function localDrivers(folders: LocalFolders): Readonly<Record<string, Driver>> {
  const postgres = postgresDriver(folders);
  return {
    postgres,
    bucket: bucketDriver(folders),
    queue: queueDriver(folders, postgres),
    mysql: mysqlDriver(folders),
    redis: redisDriver(folders),
  };
}

function isAboutPrograms(code: string): boolean {
  return code === "engine-local/program-missing" || code === "engine-local/program-too-old";
}
