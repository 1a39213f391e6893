import type { Digest } from "@towpath/core";
import type { ContractKind } from "@towpath/manifest";

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
  /** What the artifact is made of. Absent where nothing here can tell. */
  readonly sbom?: ReleaseSbom | undefined;
  /** The files of what the service exposes, as they were built. Sorted by name; absent where it exposes nothing. */
  readonly contracts?: readonly ReleaseContract[] | undefined;
  /** How it was built. Absent in releases of a version that did not note it. */
  readonly provenance?: ReleaseProvenance | undefined;
}

/** Bytes of the artifact store. */
export interface StoredDocument {
  /** SHA-256 of the bytes. */
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
}

export interface ReleaseArtifact extends StoredDocument {
  readonly kind: "archive";
  /** A name for people: `orders-1.8.2.tar.gz`. */
  readonly name: string;
}

/** A software bill of materials. */
export interface ReleaseSbom extends StoredDocument {
  /** CycloneDX, as JSON: https://cyclonedx.org/specification/overview/ */
  readonly format: "cyclonedx";
}

/** A file that says what a service promises: an OpenAPI document, for one. */
export interface ReleaseContract extends StoredDocument {
  /** As the manifest calls it: `exposes.NAME`. */
  readonly name: string;
  readonly kind: ContractKind;
  /** Where it stood, relative to the manifest's folder. */
  readonly path: string;
}

/** How a release was built. What became of it is signed elsewhere. */
export interface ReleaseProvenance {
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339. */
  readonly finishedAt: string;
  readonly run: { readonly id: string; readonly actor: string };
  /** In the order in which they ran. */
  readonly commands: readonly string[];
  /** Tools that the manifest asks for, by name, each with a version. */
  readonly toolchain: Readonly<Record<string, string>>;
  readonly platform: { readonly name: string; readonly digest: Digest };
  /** Lock files that were there when the build began, sorted by name. */
  readonly materials: readonly { readonly name: string; readonly digest: Digest }[];
  /** The working tree held changes that no commit has. Absent where it held none, or nobody looked. */
  readonly isDirty?: boolean | undefined;
}
