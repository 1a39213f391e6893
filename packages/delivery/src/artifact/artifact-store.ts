import type { Digest } from "@towpath/core";

/** Where the bytes of releases live, each under its digest. */
export interface ArtifactStore {
  /**
   * Keeps bytes and says what they are. Bytes that are there already are not written again.
   *
   * @param expected refuses bytes of another digest
   * @throws {DeliveryError} `delivery/artifact-damaged` when the bytes are not those that `expected` names
   */
  put(bytes: AsyncIterable<Uint8Array>, expected?: Digest): Promise<StoredArtifact>;
  /**
   * The bytes, verified as they come: what was read counts only when the last of it was given without an error.
   *
   * @throws {DeliveryError} `delivery/artifact-missing`, `delivery/artifact-damaged`
   */
  open(digest: Digest): AsyncIterable<Uint8Array>;
  /** Whether the bytes are there, and kept for this owner. */
  has(digest: Digest): Promise<boolean>;
  /** Sorted by digest. */
  list(): AsyncIterable<StoredArtifact>;
  /**
   * Gives up what this owner put there; the bytes are gone when nobody else has them.
   *
   * @returns false where this owner has put none, or where the store does not let anything be removed
   */
  remove(digest: Digest): Promise<boolean>;
}

export interface StoredArtifact {
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
}
