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
  readonly keyless?: PlatformKeyless | undefined;
  /** Files of controls, absolute, with `*` for any part of a name; empty for the built-in catalogue. */
  readonly controls: readonly string[];
  /** Accounts of bots whose commits may go out when a person reviewed them. */
  readonly bots: readonly string[];
  /** Where the head of the record is written; a directory is absolute. */
  readonly anchor?:
    | { readonly directory: string; readonly github?: undefined }
    | { readonly github: "deployments"; readonly directory?: undefined }
    | undefined;
  /** How long evidence is kept, in milliseconds; for good when absent. */
  readonly retentionMs?: number | undefined;
}

/** Signing with the identity of a run. A pattern holds for a whole text, and `*` stands for any part of it; one of several has to hold. */
export interface PlatformKeyless {
  readonly issuer: string;
  /** Patterns of who has to have signed. */
  readonly identity: readonly string[];
  /** Patterns of the repository that it has to be signed for; any when absent. */
  readonly repository?: readonly string[] | undefined;
  /** Patterns of the ref that it has to be signed for; any when absent. */
  readonly ref?: readonly string[] | undefined;
  /** File of Sigstore's trusted root. Absolute. */
  readonly trustedRoot?: string | undefined;
  /** Addresses of the services, without a slash at their end; Sigstore's public ones when absent. */
  readonly fulcio?: string | undefined;
  readonly rekor?: string | undefined;
}

/** What a platform says of evidence, its paths as those of files on the disk. */
export function platformEvidence(
  {
    key,
    publicKeys = [],
    keyless,
    controls = [],
    bots = [],
    anchor,
    retention,
  }: NonNullable<PlatformManifest["evidence"]>,
  home: Pick<DocumentHome, "path"> | undefined,
): PlatformEvidence {
  const folder = home ? dirname(home.path) : "/";
  return {
    ...(key ? { key } : {}),
    publicKeys: publicKeys.map((path) => resolve(folder, path)),
    ...(keyless ? { keyless: keylessOf(keyless, folder) } : {}),
    controls: controls.map((path) => resolve(folder, path)),
    bots,
    ...(anchor?.directory === undefined ? {} : { anchor: { directory: resolve(folder, anchor.directory) } }),
    ...(anchor?.github === undefined ? {} : { anchor: { github: anchor.github } }),
    ...(retention === undefined ? {} : { retentionMs: durationMs(retention) }),
  };
}

function keylessOf(
  {
    issuer,
    identity,
    repository,
    ref,
    trustedRoot,
    fulcio,
    rekor,
  }: NonNullable<NonNullable<PlatformManifest["evidence"]>["keyless"]>,
  folder: string,
): PlatformKeyless {
  return {
    issuer,
    identity: listOf(identity),
    ...(repository === undefined ? {} : { repository: listOf(repository) }),
    ...(ref === undefined ? {} : { ref: listOf(ref) }),
    ...(trustedRoot === undefined ? {} : { trustedRoot: resolve(folder, trustedRoot) }),
    ...(fulcio === undefined ? {} : { fulcio: fulcio.replace(/\/+$/, "") }),
    ...(rekor === undefined ? {} : { rekor: rekor.replace(/\/+$/, "") }),
  };
}

function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
}
