import { serverProcess, stopMachineServer } from "../programs/machine-server.ts";
import { PRODUCTS } from "../programs/server-product.ts";
import type { ServerLister } from "../servers/local-server.ts";
import { existingInstances, readInstance } from "./mysql-instance.ts";
import { mysqlTenantsOf, readMysqlTenant, tenantFile, writeMysqlTenant } from "./mysql-tenants.ts";

/** The instances of MariaDB and MySQL that there are: one for each product, shared by the databases in it. */
export const mysqlServers: ServerLister = (folders) =>
  Promise.all(
    existingInstances(folders).map(async (instance) => {
      const server = await readInstance(instance);
      return {
        title: PRODUCTS[instance.product].title,
        type: "mysql",
        folder: instance.folder,
        log: instance.log,
        port: server?.port,
        things: (await mysqlTenantsOf(instance)).map(({ service, environment, address, database, isInUse }) => {
          const record = tenantFile(instance, database);
          return { service, environment, address, id: database, record, isInUse };
        }),
        pid: server && serverProcess(server)?.pid,
        async release({ id }) {
          const tenant = await readMysqlTenant(instance, id);
          if (tenant?.isInUse) await writeMysqlTenant(instance, { ...tenant, isInUse: false });
        },
        async stop(waiting) {
          const now = await readInstance(instance);
          if (now) await stopMachineServer(now, waiting);
        },
      };
    }),
  );
