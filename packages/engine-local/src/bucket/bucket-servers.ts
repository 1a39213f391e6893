import { findByMarker } from "../processes/process-record.ts";
import type { ServerLister } from "../servers/local-server.ts";
import { bucketProcess, stopAzurite } from "./azurite.ts";
import { allBuckets, bucketFolders, readBucket, writeBucket } from "./bucket-record.ts";

/** The servers of buckets: one for each. */
export const bucketServers: ServerLister = async (folders) =>
  (await allBuckets(folders)).map((bucket) => {
    const { id, service, environment, address, isInUse, port } = bucket;
    const { root, log, record } = bucketFolders(id, folders);
    return {
      title: `Azurite of ${address}`,
      type: "bucket",
      folder: root,
      log,
      port,
      things: [{ service, environment, address, id, record, isInUse }],
      pid: (bucketProcess(bucket) ?? findByMarker(bucket.marker, ""))?.pid,
      async release() {
        const present = await readBucket(id, folders);
        if (present?.isInUse) await writeBucket({ ...present, isInUse: false }, folders);
      },
      async stop(waiting) {
        await stopAzurite((await readBucket(id, folders)) ?? bucket, waiting);
      },
    };
  });
