import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { Secret } from "@towpath/core";
import type { Context, Driver, DriverScope, Observed, OutputValue, Recorded } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { makeFolder } from "../data-folder/private-files.ts";
import { refuseDamaged } from "../data-folder/record-file.ts";
import { LocalEngineError } from "../errors.ts";
import { choosePort } from "../ports/port.ts";
import { newMarker } from "../processes/process-record.ts";
import { machineFindings } from "../server-packages/machine-findings.ts";
import { AZURITE_PACKAGE } from "../server-packages/server-package.ts";
import { bucketProcess, endpointOf, ensureAzurite, isAnswering, stopAzurite } from "./azurite.ts";
import { accountName, bucketId, containerName } from "./bucket-names.ts";
import { type BucketRecord, bucketFolders, readBucket, removeBucket, writeBucket } from "./bucket-record.ts";
import { ensureContainer, lookAtContainer, type SeenContainer } from "./container.ts";

/** What a graph's resource means here. Settings that only a cloud has (redundancy, retention) mean nothing here. */
export type BucketWant = {
  /** Who reaches what is stored. */
  readonly access: string;
  /** Whether the container is there. */
  readonly container: string;
  /** Whether the server takes the key that services are given; never the key. */
  readonly key: string;
};
/** Where a bucket's server keeps its things, below the data folder. */
export type BucketHave = { readonly id: string };

type ObservedBucket = Observed<BucketWant, BucketHave>;

/** Whoever has the account's key reaches what is stored, and nobody else. */
const ACCOUNT_KEY = "account key";
const AS_MADE: BucketWant = { access: ACCOUNT_KEY, container: "there", key: "as recorded" };
/** A server that someone starts at this moment is waited for, so long. */
const LOOK_LIMIT_MS = 5_000;
const WHY = { stopped: "Azurite is stopped.", failed: "Azurite runs, but does not answer." } as const;
/** Azure's keys have this length, in bytes. */
const KEY_BYTES = 64;

/** Object storage on this machine: a server for each bucket, with an account and a key of its own. */
export function bucketDriver(folders: LocalFolders): Driver<BucketWant, BucketHave> {
  /** Starts the server where it does not run; the container is there afterwards. One that runs with another key is started anew. */
  async function serve(record: BucketRecord, key: Secret, context: Context): Promise<BucketRecord> {
    const served = await ensureAzurite(record, key, { ...context, folders });
    if (await ensureContainer(served, key, context.signal)) return served;
    await stopAzurite(served, context);
    const anew = await ensureAzurite(served, key, { ...context, folders });
    await ensureContainer(anew, key, context.signal);
    return anew;
  }

  async function begin(scope: DriverScope, id: string): Promise<BucketRecord> {
    await makeFolder(bucketFolders(id, folders).root, { ...folders, serverUser: undefined });
    const { service, environment, address } = scope;
    const names = { account: accountName(scope), container: containerName(scope.name) };
    const port = await choosePort();
    return { id, service, environment, address, ...names, port, marker: newMarker(), isInUse: true };
  }

  /** A key that nobody recorded is lost: what runs with it is stopped, and a new one given. */
  async function create(scope: DriverScope, id: string, context: Context): Promise<ObservedBucket> {
    const key = new Secret(randomBytes(KEY_BYTES).toString("base64"));
    const record = (await readBucket(id, folders)) ?? (await begin(scope, id));
    await stopAzurite(record, context);
    const fresh = { ...record, address: scope.address, process: undefined, isInUse: true };
    await writeBucket(fresh, folders);
    return observed(await serve(fresh, key, context), "ready", key, folders);
  }

  /** What is there, without starting anything. */
  async function look(record: BucketRecord, key: Secret | undefined, context: Context): Promise<ObservedBucket> {
    if (!record.isInUse || !bucketProcess(record)) return observed(record, "stopped", key, folders);
    const isHere = await isAnswering(record, LOOK_LIMIT_MS, context);
    if (!isHere) return observed(record, bucketProcess(record) ? "failed" : "stopped", key, folders);
    const here = observed(record, "ready", key, folders);
    return key ? { ...here, want: wantOf(await lookAtContainer(record, key, context.signal)) } : here;
  }

  return {
    // The container keeps its name when the resource is renamed, so the name is no part of what is compared.
    want: () => AS_MADE,

    prepare: async (context) => machineFindings(folders, context.variables, [AZURITE_PACKAGE]),

    async read(scope, recorded, context) {
      const id = recorded?.have.id ?? bucketId(scope);
      const record = await readBucket(id, folders);
      if (!record) return refuseDamaged(bucketFolders(id, folders).record);
      const key = recorded ? await context.outputs(scope.address, "key") : undefined;
      const seen = await look(record, key instanceof Secret ? key : undefined, context);
      // What was adopted has a key that nobody knows; an update gives it one.
      return recorded && !(key instanceof Secret) ? { ...seen, want: { ...seen.want, key: "not recorded" } } : seen;
    },

    find: (scope, id) => findBucket(scope, id, folders),

    create: (scope, _want, step) => create(scope, bucketId(scope), step),

    /** What is stopped is started. Nothing else of a bucket can change here. */
    async update(scope, _want, { have }, step) {
      const record = await readBucket(have.id, folders);
      const key = step.recordedOutputs["key"];
      if (!record || !(key instanceof Secret)) return create(scope, have.id, step);
      const used = { ...record, address: scope.address, isInUse: true };
      await writeBucket(used, folders);
      return observed(await serve(used, key, step), "ready", key, folders);
    },

    async delete(_scope, { have }, step) {
      const record = await readBucket(have.id, folders);
      if (record) await stopAzurite(record, step);
      await removeBucket(have.id, folders);
    },
  };
}

function observed(
  record: BucketRecord,
  status: ObservedBucket["status"],
  key: Secret | undefined,
  folders: LocalFolders,
): ObservedBucket {
  const process = status === "stopped" ? undefined : bucketProcess(record);
  const endpoint = endpointOf(record);
  const open = {
    name: record.container,
    endpoint,
    account: record.account,
    url: `${endpoint}/${record.container}`,
  };
  return {
    want: AS_MADE,
    have: { id: record.id },
    status,
    ...(status === "ready" ? {} : { message: WHY[status] }),
    outputs: key ? { ...open, ...secretOutputs(record, key) } : open,
    details: {
      server: process ? `Azurite ${AZURITE_PACKAGE.version} on ${endpoint} (process ${process.pid})` : "stopped",
      log: bucketFolders(record.id, folders).log,
    },
  };
}

function wantOf({ container, public: open, key }: SeenContainer): BucketWant {
  const access = open === "nobody" ? ACCOUNT_KEY : `${ACCOUNT_KEY}, and ${open}`;
  return { access, container, key };
}

async function findBucket(
  { service, environment, address }: DriverScope,
  id: string,
  folders: LocalFolders,
): Promise<Recorded<BucketWant, BucketHave> | undefined> {
  if (!/^[A-Za-z0-9_-]+$/.test(id))
    throw new LocalEngineError({
      code: "engine-local/adopt-id",
      message: `${JSON.stringify(id)} names no bucket: it takes the name of a folder below the data folder's buckets.`,
      hint: `See what is there: ls ${dirname(bucketFolders("x", folders).root)}`,
    });
  const record = await readBucket(id, folders);
  if (!record) return undefined;
  const isOwn = record.service === service && record.environment === environment && record.address === address;
  if (isOwn) return { want: AS_MADE, have: { id } };
  throw new LocalEngineError({
    code: "engine-local/adopt-refused",
    message: `The bucket ${id} belongs to ${record.address} of ${record.service}/${record.environment}.`,
    hint: "Take that resource out of its manifest and destroy it by name, or copy what is stored.",
  });
}

function secretOutputs(record: BucketRecord, key: Secret): Readonly<Record<string, OutputValue>> {
  const parts = [
    "DefaultEndpointsProtocol=http",
    `AccountName=${record.account}`,
    `AccountKey=${key.reveal()}`,
    `BlobEndpoint=${endpointOf(record)}`,
  ];
  return { key, connectionString: new Secret(`${parts.join(";")};`) };
}
