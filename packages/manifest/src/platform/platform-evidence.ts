import { dirname, resolve } from "node:path";
import { durationMs } from "../duration.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import type { DocumentHome } from "./platform-model.ts";

/** How a platform wants evidence to be signed, kept and held against controls. */
export interface PlatformEvidence {
  /** The environment variable that holds the private key, as PEM. */
  readonly key?: { readonly variable: string } | undefined;
  /** Files of the public keys whose statements count. Absolute; within the platform's folder once they have been checked. */
  readonly publicKeys: readonly string[];
  readonly keyless?: { readonly issuer: string; readonly identity: string } | undefined;
  /** Files of controls, absolute, with `*` for any part of a name; empty for the built-in catalogue. */
  readonly controls: readonly string[];
  /** Where the head of the record is written; a directory is absolute. */
  readonly anchor?:
    | { readonly directory: string; readonly github?: undefined }
    | { readonly github: "deployments"; readonly directory?: undefined }
    | undefined;
  /** How long evidence is kept, in milliseconds; for good when absent. */
  readonly retentionMs?: number | undefined;
}

/** What a platform says of evidence, its paths as those of files on the disk. */
export function platformEvidence(
  { key, publicKeys = [], keyless, controls = [], anchor, retention }: NonNullable<PlatformManifest["evidence"]>,
  home: Pick<DocumentHome, "path"> | undefined,
): PlatformEvidence {
  const folder = home ? dirname(home.path) : "/";
  return {
    ...(key ? { key } : {}),
    publicKeys: publicKeys.map((path) => resolve(folder, path)),
    ...(keyless ? { keyless } : {}),
    controls: controls.map((path) => resolve(folder, path)),
    ...(anchor?.directory === undefined ? {} : { anchor: { directory: resolve(folder, anchor.directory) } }),
    ...(anchor?.github === undefined ? {} : { anchor: { github: anchor.github } }),
    ...(retention === undefined ? {} : { retentionMs: durationMs(retention) }),
  };
}
