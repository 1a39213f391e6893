import { extname } from "node:path";
import type { Release, StoredDocument } from "../release.ts";

/** The release itself: written last, so that a bundle that has it is whole. */
export const RELEASE_FILE = "release.json";
export const SBOM_FILE = "sbom.cdx.json";
export const CONTRACTS_FOLDER = "contracts";
export const STATEMENTS_FOLDER = "statements";
/** Where the archive's own name cannot be one of a file. */
const ARCHIVE_FILE = "artifact.tar.gz";

/** How much of a bundle is read into memory, in bytes, and how much there may be. */
export const BUNDLE_LIMITS = {
  releaseBytes: 1024 * 1024,
  statementBytes: 32 * 1024 * 1024,
  statements: 1000,
  contracts: 1000,
  documentBytes: 64 * 1024 * 1024,
  archiveBytes: 8 * 1024 ** 3,
} as const;

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$/;
const EXTENSION = /^\.[A-Za-z0-9]{1,10}$/;

/** True for the name of a file that needs no care anywhere: letters, digits, dot, underscore, plus and hyphen. */
export function isPlainName(name: string): boolean {
  return PLAIN.test(name);
}

/** A file of a bundle, and the bytes that it holds. */
export interface BundleFile extends StoredDocument {
  /** Relative to the bundle, with `/`. */
  readonly path: string;
  /** The most that it may be. */
  readonly limit: number;
}

/** What a bundle of a release holds beside {@link RELEASE_FILE} and statements. */
export function bundleFiles({ artifact, sbom, contracts = [] }: Release): readonly BundleFile[] {
  const bytesOf = ({ digest, size }: StoredDocument): StoredDocument => ({ digest, size });
  const document = { limit: BUNDLE_LIMITS.documentBytes };
  return [
    { path: archiveFile(artifact.name), ...bytesOf(artifact), limit: BUNDLE_LIMITS.archiveBytes },
    ...(sbom ? [{ path: SBOM_FILE, ...bytesOf(sbom), ...document }] : []),
    ...contracts.map((contract) => ({ path: contractFile(contract), ...bytesOf(contract), ...document })),
  ];
}

/** Where a bundle has a contract's document: `contracts/api.yaml`. */
export function contractFile({ name, path }: { readonly name: string; readonly path: string }): string {
  const extension = extname(path);
  return `${CONTRACTS_FOLDER}/${name}${EXTENSION.test(extension) ? extension : ""}`;
}

function archiveFile(name: string): string {
  return isPlainName(name) && name.endsWith(".tar.gz") ? name : ARCHIVE_FILE;
}
