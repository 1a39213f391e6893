import type { Digest } from "@towpath/core";

/** One build of one service. The same artifact goes through all environments; nothing is built twice. */
export interface Release {
  /** The version of this format. */
  readonly release: 1;
  readonly service: string;
  readonly version: string;
  /** The commit it was built from, where there is one. */
  readonly commit?: string | undefined;
  readonly artifact: ReleaseArtifact;
  /** Digest of the service's documents that it was built with. */
  readonly manifest: Digest;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface ReleaseArtifact {
  readonly kind: "archive";
  /** A name for people: `orders-1.8.2.tar.gz`. */
  readonly name: string;
  /** SHA-256 of the archive's bytes. */
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
}
