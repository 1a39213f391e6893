import { type Digest, digestBytes, isJsonObject } from "@towpath/core";
import type { StoredArtifact } from "../artifact-store.ts";
import { digestDigits } from "../received-file.ts";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export const MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
/** What keeps an artifact of Towpath's: any bytes, under their digest. */
export const ARTIFACT_TYPE = "application/vnd.towpath.artifact.v1";

const OWNER = "dev.towpath.owner";
const PREFIX = "towpath-";
const EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidance-for-an-empty-descriptor */
export const EMPTY_BYTES: Uint8Array = new TextEncoder().encode("{}");
export const EMPTY: StoredArtifact = { digest: digestBytes(EMPTY_BYTES), size: EMPTY_BYTES.byteLength };

/** The tag by which an owner keeps an artifact: registries remove what no tag leads to. */
export function tagOf(digest: Digest, owner: string | undefined): string {
  return `${PREFIX}${digestDigits(digest)}${owner === undefined ? "" : `-${owner}`}`;
}

/** The digest that a tag of any owner is of; undefined for a tag of somebody else's. */
export function digestOfTag(tag: string): Digest | undefined {
  const digits = /^towpath-([0-9a-f]{64})(?:-[0-9a-f]+)?$/.exec(tag)?.[1];
  return digits === undefined ? undefined : `sha256:${digits}`;
}

/** The manifest by which an owner keeps an artifact, always the same; each owner has one, and can remove it, of its own. */
export function artifactManifest({ digest, size }: StoredArtifact, owner: string | undefined): Uint8Array {
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    artifactType: ARTIFACT_TYPE,
    config: { mediaType: EMPTY_TYPE, ...EMPTY },
    layers: [{ mediaType: "application/octet-stream", digest, size }],
    ...(owner === undefined ? {} : { annotations: { [OWNER]: owner } }),
  };
  return new TextEncoder().encode(JSON.stringify(manifest));
}

/** How large the artifact of a manifest is, in bytes; undefined for a manifest of something else. */
export function sizeInManifest(text: string, digest: Digest): number | undefined {
  try {
    const manifest: unknown = JSON.parse(text);
    const layers = isJsonObject(manifest) ? manifest["layers"] : undefined;
    const [layer] = Array.isArray(layers) ? layers : [];
    if (!isJsonObject(layer) || layer["digest"] !== digest) return undefined;
    const size = layer["size"];
    return typeof size === "number" ? size : undefined;
  } catch {
    return undefined;
  }
}
