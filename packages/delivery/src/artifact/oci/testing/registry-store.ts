import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, type ProgressEvent } from "@towpath/core";
import { afterEach, beforeEach } from "vitest";
import type { ArtifactStore } from "../../artifact-store.ts";
import { artifactStoreFor } from "../../artifact-store-for.ts";

export async function* bytes(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

export async function read(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

let counter = 0;

/** Bytes that no other test of a file puts. */
export function unique(size = 100): Buffer {
  counter += 1;
  const block = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) block[at] = (at * 31 + counter * 7 + (at >> 8)) % 251;
  block.write(`artifact ${counter} ${process.pid}`);
  return block;
}

/** Variables that know of no credentials. */
export const NOBODY = { DOCKER_CONFIG: "/nowhere" };

/** Who puts what is put, where nobody else is said. */
export const OWNER = "0123456789abcdef";

/** What a store is opened with. */
export interface Opening {
  readonly host: string;
  readonly service?: string;
  readonly variables?: Record<string, string>;
  readonly fetch?: typeof fetch;
  readonly events?: ProgressEvent[];
  readonly signal?: AbortSignal;
  readonly owner?: string | null;
  /** Gets each pause, in milliseconds, instead of waiting for it. */
  readonly paused?: number[];
}

/** Opens stores in registries, as a platform that names them would. */
export interface RegistryStores {
  /** Where this machine keeps its data: another folder for each test. */
  readonly home: string;
  open(opening: Opening): Promise<ArtifactStore>;
}

/** For a file of tests. */
export function registryStores(): RegistryStores {
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "towpath oci "));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));
  return {
    get home() {
      return home;
    },
    open: ({
      owner = OWNER,
      host,
      service = "orders",
      variables = NOBODY,
      fetch: by = fetch,
      events,
      signal,
      paused,
    }) =>
      artifactStoreFor(
        {
          artifacts: { oci: `${host}/acme` },
          service,
          home,
          ...(owner === null ? {} : { owner: async () => owner }),
        },
        {
          clock: { ...nodeClock, sleep: async (ms) => void paused?.push(ms) },
          events: (event) => void events?.push(event),
          fetch: by,
          signal: signal ?? new AbortController().signal,
          variables,
        },
      ),
  };
}
