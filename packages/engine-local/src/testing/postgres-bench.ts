import { afterEach, beforeEach } from "vitest";
import { type Cluster, clusterOf } from "../postgres/cluster.ts";
import type { ObservedPostgres } from "../postgres/observe-database.ts";
import { postgresDriver } from "../postgres/postgres-driver.ts";
import { runningPostmaster } from "../postgres/postmaster.ts";
import { type ServerAfterDown, stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "./local-fixture.ts";
import { asService } from "./postgres-subject.ts";

/** The resource that tests are about. */
export const db = scope("db");

/** A machine of its own for each test of a file, and what makes databases there. */
export interface PostgresBench {
  readonly local: LocalFixture;
  readonly driver: ReturnType<typeof postgresDriver>;
  /** The server of the version that is made where none is asked for. */
  cluster(): Cluster;
  create(of?: typeof db, settings?: object, version?: string): Promise<ObservedPostgres>;
  /** Kills the server. Gives the number of its process. */
  killServer(): Promise<number>;
  /** Stops what a service used in dev, as `towpath down` does. */
  stop(service: string): Promise<readonly ServerAfterDown[]>;
}

/** For a file of tests. */
export function postgresBench(): PostgresBench {
  let made: Pick<PostgresBench, "local" | "driver"> | undefined;
  const now = () => {
    if (!made) throw new Error("There is a machine in tests only.");
    return made;
  };
  beforeEach(() => {
    const local = localFixture();
    made = { local, driver: postgresDriver(local.folders) };
  });
  afterEach(() => now().local.close());
  const cluster = () => clusterOf("17", now().local.folders);
  return {
    get local() {
      return now().local;
    },
    get driver() {
      return now().driver;
    },
    cluster,
    create: async (of = db, settings = {}, version) => {
      const { local, driver } = now();
      const want = driver.want(request(of, "postgres", { settings: { ...settings }, version }));
      return await driver.create(of, want, local.step);
    },
    killServer: async () => {
      const running = await runningPostmaster(cluster());
      if (!running) throw new Error("no server");
      process.kill(running.pid, "SIGKILL");
      return running.pid;
    },
    stop: async (service) => {
      const { folders, step } = now().local;
      const { clock, signal } = step;
      return await stopServers({ folders, service, environment: "dev", clock, signal });
    },
  };
}

/** All values of an answer to a service. */
export async function query(url: string, text: string): Promise<unknown[]> {
  return await asService(url, async (client) => (await client.query({ text, rowMode: "array" })).rows.flat());
}
