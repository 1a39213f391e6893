import type { BlobItem, BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import { type Clock, compareText } from "@towpath/core";
import { provisioningError } from "../../errors.ts";
import type { Generation, StateStore } from "../../state-store.ts";
import { NETWORK_LIMITS, type NetworkLimits, networkStore, type StoreServer } from "../network-store.ts";
import { isHeartbeat } from "../store-key.ts";
import { type AzblobAddress, type AzblobCredential, azblobRedactor, openContainer } from "./azblob-client.ts";
import { explainAzblob, isConditionNotMet, isPassing } from "./azblob-errors.ts";

export type { AzblobAddress, AzblobCredential, AzureToken } from "./azblob-client.ts";
export { defaultAzureIdentity } from "./azure-identity.ts";

/** Which container keeps the state. It has to be there; Towpath makes none. */
export interface AzblobStoreOptions extends AzblobAddress {
  /** Stands before each key, such as `towpath/`. */
  readonly prefix?: string | undefined;
  readonly credential: AzblobCredential;
  readonly clock: Clock;
  readonly limits?: NetworkLimits | undefined;
  /** Of the command: once it is aborted, a store that does not answer is given up after some seconds. */
  readonly signal?: AbortSignal | undefined;
}

const KEPT_GENERATIONS = 32;
/** Old generations are looked for once in so many writes. */
const PRUNED_EVERY = 16;
/** What this store writes beside the bytes: which write it was, and the how manieth of its key. */
const [ID, NUMBER] = ["towpathid", "towpathnumber"];

/**
 * A state store in a container of Azure Blob Storage. Each write is conditional on the blob's ETag; before it the present
 * blob is kept as a snapshot, so the last generations (32 at least) stay. A removed key is an empty blob, so that its
 * history stays as well.
 *
 * @throws {ProvisioningError} `provisioning/store-options` for names and credentials that cannot be used
 */
export function azblobStore(options: AzblobStoreOptions): StateStore {
  const { clock, credential, limits = NETWORK_LIMITS, prefix = "" } = options;
  requireNames(options);
  const container = openContainer(options, credential);
  const redact = azblobRedactor(credential);
  const blobOf = (key: string) => container.getBlockBlobClient(`${prefix}${key}`);
  const limited = () => ({ abortSignal: AbortSignal.timeout(limits.attemptMs) });
  let hasAnswered = false;

  async function put(
    blob: BlockBlobClient,
    bytes: Uint8Array,
    number: number,
    id: string,
    conditions: { readonly ifMatch: string } | { readonly ifNoneMatch: "*" },
  ): Promise<string> {
    const metadata = { [ID]: id, [NUMBER]: String(number) };
    const headers = { blobHTTPHeaders: { blobContentType: "application/octet-stream" } };
    const { etag } = await blob.upload(bytes, bytes.length, { ...limited(), ...headers, conditions, metadata });
    return versionOf(number, etag);
  }

  async function replace(key: string, bytes: Uint8Array, number: number, etag: string, id: string): Promise<string> {
    const blob = blobOf(key);
    const conditions = { ifMatch: `"${etag}"` };
    if (!isHeartbeat(key)) await blob.createSnapshot({ ...limited(), conditions });
    const version = await put(blob, bytes, number + 1, id, conditions);
    if (number % PRUNED_EVERY === 0 && !isHeartbeat(key)) await prune(container, blob.name, limited()).catch(ignore);
    return version;
  }

  async function create(key: string, bytes: Uint8Array, id: string): Promise<string | undefined> {
    try {
      return await put(blobOf(key), bytes, 1, id, { ifNoneMatch: "*" });
    } catch (error) {
      if (!isConditionNotMet(error)) throw error;
    }
    const { contentLength, etag = "", metadata } = await blobOf(key).getProperties(limited());
    return contentLength === 0 ? replace(key, bytes, numberOf(metadata), bare(etag), id) : undefined;
  }

  async function answered<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await ask();
    hasAnswered = true;
    return answer;
  }

  async function generations(key: string): Promise<readonly StoredGeneration[]> {
    const { name } = blobOf(key);
    const found: StoredGeneration[] = [];
    const asked = { ...limited(), prefix: name, includeMetadata: true, includeSnapshots: true };
    for await (const item of container.listBlobsFlat(asked)) {
      if (item.name === name) found.push(storedGeneration(container, item, limits));
    }
    const unique = new Map(found.map((one) => [one.number, one])); // the present one, where it is a snapshot too
    return [...unique.values()].sort((a, b) => b.number - a.number);
  }

  const server: StoreServer = {
    read: (key) =>
      answered(async () => {
        try {
          const { readableStreamBody, etag = "", metadata } = await blobOf(key).download(0, undefined, limited());
          const bytes = await collected(readableStreamBody);
          return bytes.length === 0 ? undefined : { bytes, version: versionOf(numberOf(metadata), etag) };
        } catch (error) {
          if (isConditionNotMet(error)) return undefined; // there is no such blob
          throw error;
        }
      }),
    write: (key, bytes = new Uint8Array(), expected, id) =>
      answered(async () => {
        try {
          if (expected === "absent") return await create(key, bytes, id);
          const [, number = "0", etag = ""] = /^(\d+)-(.*)$/s.exec(expected) ?? [];
          return await replace(key, bytes, Number(number), etag, id);
        } catch (error) {
          if (isConditionNotMet(error)) return undefined;
          throw error;
        }
      }),
    find: async (key, id) => (await generations(key)).find((one) => one.id === id)?.version,
    keys: (beginning) =>
      answered(async () => {
        const keys: string[] = [];
        for await (const { name, properties } of container.listBlobsFlat({
          ...limited(),
          prefix: `${prefix}${beginning}`,
        }))
          if ((properties.contentLength ?? 0) > 0) keys.push(name.slice(prefix.length));
        return keys.sort(compareText);
      }),
    generations,
    isPassing: (error) => isPassing(error, hasAnswered),
    explain: (error, key) => explainAzblob(error, key, { ...options, redact }),
  };
  return networkStore(server, clock, limits, options.signal);
}

interface StoredGeneration extends Generation {
  readonly number: number;
  readonly id: string | undefined;
}

function storedGeneration(container: ContainerClient, item: BlobItem, limits: NetworkLimits): StoredGeneration {
  const blob = container.getBlobClient(item.name);
  const number = numberOf(item.metadata);
  const etag = bare(item.properties.etag);
  return {
    number,
    id: item.metadata?.[ID],
    version: versionOf(number, etag),
    writtenAt: item.properties.lastModified.toISOString(),
    async bytes() {
      if (item.properties.contentLength === 0) return undefined;
      const wanted = item.snapshot ? blob.withSnapshot(item.snapshot) : blob;
      const { readableStreamBody } = await wanted.download(0, undefined, {
        abortSignal: AbortSignal.timeout(limits.attemptMs),
        ...(item.snapshot ? {} : { conditions: { ifMatch: `"${etag}"` } }),
      });
      return collected(readableStreamBody);
    },
  };
}

/** Removes the oldest snapshots. Housekeeping: the next write that looks does what this one could not. */
async function prune(container: ContainerClient, name: string, options: { abortSignal: AbortSignal }): Promise<void> {
  const snapshots: string[] = [];
  for await (const item of container.listBlobsFlat({ ...options, prefix: name, includeSnapshots: true }))
    if (item.name === name && item.snapshot) snapshots.push(item.snapshot);
  for (const snapshot of snapshots.sort(compareText).slice(0, -KEPT_GENERATIONS))
    await container.getBlobClient(name).withSnapshot(snapshot).delete(options);
}

async function collected(stream: NodeJS.ReadableStream | undefined): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}

function versionOf(number: number, etag: string | undefined): string {
  return `${number}-${bare(etag)}`;
}

/** Some answers have an ETag in quotation marks, lists have it without. */
function bare(etag: string | undefined): string {
  return (etag ?? "").replaceAll('"', "");
}

function numberOf(metadata: Readonly<Record<string, string>> | undefined): number {
  return Number(metadata?.[NUMBER] ?? 0) || 0;
}

function ignore(): void {}

/** Rules for names: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
function requireNames({ account, container, prefix = "" }: AzblobStoreOptions): void {
  const wrong = !/^[a-z0-9]{3,24}$/.test(account)
    ? `${shown(account)} is no name of a storage account: 3 to 24 lower-case letters and digits`
    : !/^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(container)
      ? `${shown(container)} is no name of a container: 3 to 63 lower-case letters, digits and single hyphens`
      : !/^([A-Za-z0-9._-]+\/)*$/.test(prefix)
        ? `${shown(prefix)} is no prefix: folders, each with a / behind it`
        : undefined;
  if (wrong === undefined) return;
  throw provisioningError({
    code: "provisioning/store-options",
    message: `The state store azblob cannot be used: ${wrong}.`,
    hint: "Write state: { store: azblob, account: acmestate, container: towpath }.",
  });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
