import { join } from "node:path";
import { readIfThere } from "../data-folder/private-files.ts";
import type { ServerLister } from "../servers/local-server.ts";
import { existingClusters } from "./cluster.ts";
import { runningPostmaster } from "./postmaster.ts";
import { stopCluster } from "./stop-cluster.ts";
import { readTenant, tenantsOf, writeTenant } from "./tenants.ts";

/** The clusters that there are: one for each major version, shared by the databases in it. */
export const postgresServers: ServerLister = (folders) =>
  Promise.all(
    existingClusters(folders).map(async (cluster) => {
      const running = await runningPostmaster(cluster);
      const kept = Number((await readIfThere(cluster.portFile)) ?? "") || undefined;
      return {
        title: `PostgreSQL ${cluster.major}`,
        type: "postgres",
        folder: cluster.folder,
        log: cluster.log,
        port: running?.port ?? kept,
        things: (await tenantsOf(cluster)).map(({ service, environment, address, database, isInUse }) => {
          const record = join(cluster.tenants, `${database}.json`);
          return { service, environment, address, id: database, record, isInUse };
        }),
        pid: running?.pid,
        async release({ id }) {
          const tenant = await readTenant(cluster, id);
          if (tenant?.isInUse) await writeTenant(cluster, { ...tenant, isInUse: false });
        },
        stop: (waiting) => stopCluster(cluster, waiting),
      };
    }),
  );
