import type { Clock } from "@towpath/core";
import { stopAzurite } from "./bucket/azurite.ts";
import { allBuckets, writeBucket } from "./bucket/bucket-record.ts";
import type { LocalFolders } from "./data-folder/local-folders.ts";
import { existingClusters } from "./postgres/cluster.ts";
import { runningPostmaster } from "./postgres/postmaster.ts";
import { stopCluster } from "./postgres/stop-cluster.ts";
import { tenantsOf, writeTenant } from "./postgres/tenants.ts";
import { allEnded } from "./processes/all-ended.ts";

export interface StopServersRequest {
  readonly folders: LocalFolders;
  readonly service: string;
  readonly environment: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A server that a service used, and what became of it. */
export interface ServerAfterDown {
  readonly title: string;
  readonly status: "stopped" | "kept";
  /** Whose resources a server that was kept serves, as `SERVICE/ENVIRONMENT`; sorted. */
  readonly usedBy: readonly string[];
}

/**
 * Ends the use of servers by one service in one environment, and stops those that nobody uses any more. All data stays; the
 * next apply starts them again.
 *
 * @throws {LocalEngineError} `engine-local/postgres-not-stopped`, `engine-local/process-not-stopped`
 */
export async function stopServers(request: StopServersRequest): Promise<readonly ServerAfterDown[]> {
  return (await allEnded([stopClusters(request), stopBuckets(request)])).flat();
}

async function stopClusters(request: StopServersRequest): Promise<readonly ServerAfterDown[]> {
  const results = await allEnded(
    existingClusters(request.folders).map(async (cluster): Promise<readonly ServerAfterDown[]> => {
      const all = await tenantsOf(cluster);
      const mine = all.filter((tenant) => isOf(request, tenant));
      for (const tenant of mine) if (tenant.isInUse) await writeTenant(cluster, { ...tenant, isInUse: false });
      const others = (await tenantsOf(cluster)).filter(({ isInUse }) => isInUse);
      const title = `PostgreSQL ${cluster.major}`;
      if (others.length > 0) {
        if (mine.length === 0) return [];
        const usedBy = new Set(others.map(({ service, environment }) => `${service}/${environment}`));
        return [{ title, status: "kept", usedBy: [...usedBy].sort() }];
      }
      const isRunning = (await runningPostmaster(cluster)) !== undefined;
      await stopCluster(cluster, request);
      return isRunning ? [{ title, status: "stopped", usedBy: [] }] : [];
    }),
  );
  return results.flat();
}

async function stopBuckets(request: StopServersRequest): Promise<readonly ServerAfterDown[]> {
  const mine = (await allBuckets(request.folders)).filter((bucket) => bucket.isInUse && isOf(request, bucket));
  return allEnded(
    mine.map(async (bucket): Promise<ServerAfterDown> => {
      await stopAzurite(bucket, request);
      await writeBucket({ ...bucket, isInUse: false }, request.folders); // last: until then the next `down` stops it
      return { title: `Azurite of ${bucket.address}`, status: "stopped", usedBy: [] };
    }),
  );
}

function isOf(request: StopServersRequest, of: { readonly service: string; readonly environment: string }): boolean {
  return of.service === request.service && of.environment === request.environment;
}
