import { join } from "node:path";
import { compareText, type Digest, digestBytes, isDigest, isJsonObject } from "@towpath/core";
import type { ArtifactStore } from "../artifact-store.ts";
import type { ArtifactEffects } from "../artifact-store-for.ts";
import { digestDigits, withReceivedFile } from "../received-file.ts";
import {
  artifactManifest,
  digestOfTag,
  EMPTY,
  EMPTY_BYTES,
  MANIFEST_TYPE,
  sizeInManifest,
  tagOf,
} from "./artifact-manifest.ts";
import type { RegistryCredentials } from "./docker-credentials.ts";
import { downloadBlob } from "./download-blob.ts";
import { type RegistryClient, registryClient } from "./registry-client.ts";
import { unexpected } from "./registry-errors.ts";
import type { RegistryReference } from "./registry-reference.ts";
import { hasBlob, uploadBlob, uploadFile } from "./upload-blob.ts";

export interface OciArtifactStoreOptions {
  readonly reference: RegistryReference;
  /** Asked once, when the registry wants to know. */
  readonly credentials: () => Promise<RegistryCredentials | undefined>;
  /** Absolute path of the folder where artifacts rest on their way. */
  readonly home: string;
  /** Who keeps what is put; without it nothing can be removed. */
  readonly owner?: (() => Promise<string>) | undefined;
  /** The most that is sent with one request, in bytes. */
  readonly chunkBytes?: number | undefined;
}

const MOST_PAGES = 1000;
/** A tag has 128 characters at most, and a page as many as it likes. */
const LARGEST_PAGE_BYTES = 16 * 1024 * 1024;

/**
 * An artifact store in a repository of an OCI registry (distribution specification 1.1): each artifact is the one layer of a
 * manifest of the type `application/vnd.towpath.artifact.v1`, tagged `towpath-HEX-OWNER` with the digits of its digest. Digests
 * are verified by both sides.
 */
export function ociArtifactStore(options: OciArtifactStoreOptions, effects: ArtifactEffects): ArtifactStore {
  const { reference, credentials, home, owner, chunkBytes } = options;
  const client = registryClient(reference, credentials, effects);

  return {
    put: (bytes, expected) =>
      withReceivedFile(join(home, "incoming"), bytes, expected, async (path, received) => {
        const mine = await owner?.();
        const tag = tagOf(received.digest, mine);
        const manifest = artifactManifest(received, mine);
        if ((await manifestDigest(client, tag)) === digestBytes(manifest)) return;
        await uploadFile(client, received, path, chunkBytes);
        await uploadBlob(client, EMPTY, async () => EMPTY_BYTES);
        await putManifest(client, tag, manifest);
      }),
    open: (digest) => {
      digestDigits(digest);
      return downloadBlob(client, digest, effects.signal);
    },
    async has(digest) {
      digestDigits(digest);
      const mine = await owner?.();
      if (mine === undefined) return hasBlob(client, digest);
      return (await manifestDigest(client, tagOf(digest, mine))) !== undefined;
    },
    async *list() {
      const tags = new Map<Digest, string>();
      for await (const tag of tagsOf(client)) {
        const digest = digestOfTag(tag);
        if (digest !== undefined) tags.set(digest, tag);
      }
      for (const [digest, tag] of [...tags].sort(([a], [b]) => compareText(a, b))) {
        const size = await artifactSize(client, tag, digest);
        if (size !== undefined) yield { digest, size };
      }
    },
    async remove(digest) {
      const mine = await owner?.();
      const found = mine === undefined ? undefined : await manifestDigest(client, tagOf(digest, mine));
      if (found === undefined) return false;
      const doing = "removing an artifact";
      const response = await client.send({ method: "DELETE", at: `manifests/${found}`, doing });
      if (response.status === 404) return false;
      // Not every registry lets anything be removed: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#deleting-manifests
      if (response.status === 405 || response.status === 400) return false;
      if (response.status !== 202 && response.status !== 200) throw await client.unexpected(response, doing);
      await response.body?.cancel();
      return true;
    },
  };
}

const LOOKING = "looking for an artifact";
const ACCEPT = { accept: MANIFEST_TYPE };

/** The digest of the manifest that a tag leads to. */
async function manifestDigest(client: RegistryClient, tag: string): Promise<string | undefined> {
  const at = `manifests/${tag}`;
  const response = await client.send({ method: "HEAD", at, headers: ACCEPT, doing: LOOKING });
  await response.body?.cancel();
  if (response.status === 404) return undefined;
  if (!response.ok) throw await client.unexpected(response, LOOKING);
  const told = response.headers.get("docker-content-digest");
  if (isDigest(told)) return told;
  const whole = await client.send({ method: "GET", at, headers: ACCEPT, doing: LOOKING });
  if (!whole.ok) throw await client.unexpected(whole, LOOKING);
  const text = await client.text(whole);
  if (text === undefined) throw unexpected(client.reference, LOOKING, whole.status, "");
  return digestBytes(text);
}

async function artifactSize(client: RegistryClient, tag: string, digest: Digest): Promise<number | undefined> {
  const at = `manifests/${tag}`;
  const response = await client.send({ method: "GET", at, headers: ACCEPT, doing: LOOKING });
  if (response.status !== 404 && !response.ok) throw await client.unexpected(response, LOOKING);
  const text = await client.text(response);
  return text === undefined ? undefined : sizeInManifest(text, digest);
}

async function putManifest(client: RegistryClient, tag: string, body: Uint8Array): Promise<void> {
  const doing = "putting an artifact's manifest";
  const headers = { "content-type": MANIFEST_TYPE };
  const response = await client.send({ method: "PUT", at: `manifests/${tag}`, headers, body, doing });
  if (response.status !== 201 && response.status !== 200) throw await client.unexpected(response, doing);
  await response.body?.cancel();
}

/** Every tag, page by page: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags */
async function* tagsOf(client: RegistryClient): AsyncGenerator<string> {
  const doing = "listing artifacts";
  let at: string | undefined = "tags/list?n=1000";
  for (let page = 0; at !== undefined && page < MOST_PAGES; page += 1) {
    const response: Response = await client.send({ method: "GET", at, doing });
    if (response.status === 404) return;
    if (!response.ok) throw await client.unexpected(response, doing);
    const text = await client.text(response, LARGEST_PAGE_BYTES);
    const tags = text === undefined ? undefined : tagsIn(text);
    if (!tags) throw unexpected(client.reference, doing, response.status, "");
    yield* tags;
    const last = tags.at(-1);
    const isMore = /rel="?next"?/.test(response.headers.get("link") ?? "");
    at = isMore && last !== undefined ? `tags/list?n=1000&last=${encodeURIComponent(last)}` : undefined;
  }
}

/** @returns undefined for what is no page of tags; a repository that has none may say null */
function tagsIn(text: string): readonly string[] | undefined {
  try {
    const page: unknown = JSON.parse(text);
    const tags: unknown = isJsonObject(page) ? (page["tags"] ?? []) : undefined;
    return Array.isArray(tags) ? tags.filter((tag: unknown) => typeof tag === "string") : undefined;
  } catch {
    return undefined;
  }
}
