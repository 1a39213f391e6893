import { serverProcess, stopMachineServer } from "../programs/machine-server.ts";
import type { ServerLister } from "../servers/local-server.ts";
import { allRedis, readRedis, redisPlaces, writeRedis } from "./redis-record.ts";

/** The servers of stores: one for each. */
export const redisServers: ServerLister = async (folders) =>
  (await allRedis(folders)).map((found) => {
    const { id, service, environment, address, isInUse, port } = found;
    const { root, log, record } = redisPlaces(id, folders);
    return {
      title: `Redis of ${address}`,
      type: "redis",
      folder: root,
      log,
      port,
      things: [{ service, environment, address, id, record, isInUse }],
      pid: serverProcess(found)?.pid,
      async release() {
        const present = await readRedis(id, folders);
        if (present?.isInUse) await writeRedis({ ...present, isInUse: false }, folders);
      },
      async stop(waiting) {
        await stopMachineServer((await readRedis(id, folders)) ?? found, waiting);
      },
    };
  });
