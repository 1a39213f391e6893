import { randomUUID } from "node:crypto";
import { open, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "@towpath/provisioning";
import type { ArtifactStore } from "../../artifact/artifact-store.ts";
import { namesIn } from "../../artifact/received-file.ts";
import { deliveryError, systemCode } from "../../errors.ts";
import type { Release } from "../release.ts";
import {
  bundleFiles,
  CONTRACTS_FOLDER,
  isPlainName,
  RELEASE_FILE,
  SBOM_FILE,
  STATEMENTS_FOLDER,
} from "./bundle-files.ts";

/** What goes into a bundle beside the release and its bytes. */
export interface BundleExtras {
  /** Signed statements about the release, by the name of their file: `provenance.json`. */
  readonly statements?: Readonly<Record<string, string>> | undefined;
}

const MODE = 0o755;

/**
 * Writes a release with all its bytes into a folder, for another machine to take: `release.json`, the archive,
 * `sbom.cdx.json`, `contracts/` and `statements/`. A bundle that is there already is replaced; the folder appears whole
 * or not at all.
 *
 * @param folder absolute; made when it is missing
 * @throws {DeliveryError} `delivery/folder-not-empty`, `delivery/artifact-missing`, `delivery/artifact-damaged`
 */
export async function writeBundle(
  folder: string,
  release: Release,
  artifacts: ArtifactStore,
  extras: BundleExtras = {},
): Promise<void> {
  await clearBundle(folder);
  await makeFolder(dirname(folder), MODE);
  const beside = join(dirname(folder), `.${basename(folder)}.${randomUUID()}`);
  try {
    await makeFolder(beside, MODE);
    for (const { path, digest } of bundleFiles(release)) {
      await makeFolder(dirname(join(beside, path)), MODE);
      await writeBytes(join(beside, path), artifacts.open(digest));
    }
    for (const [name, text] of Object.entries(extras.statements ?? {})) await addStatement(beside, name, text);
    await writeFile(join(beside, RELEASE_FILE), `${JSON.stringify(release, null, 2)}\n`);
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/**
 * Puts a signed statement into a bundle, in place of one of the same name.
 *
 * @param name of its file: `provenance.json`
 * @throws {RangeError} for a name that is none of a JSON file
 */
export async function addStatement(folder: string, name: string, text: string): Promise<void> {
  if (!isPlainName(name) || !name.endsWith(".json")) throw new RangeError(`${name} is no name of a statement's file.`);
  const path = join(folder, STATEMENTS_FOLDER, name);
  await makeFolder(dirname(path), MODE);
  const beside = `${path}.${randomUUID()}`;
  try {
    await writeFile(beside, text, { flag: "wx" });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/**
 * Removes the bundle that a folder holds, with the folder, so that what is built next does not find it. So is an empty folder.
 *
 * @throws {DeliveryError} `delivery/folder-not-empty` when there is something else in it; nothing is removed then
 */
export async function clearBundle(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.length === 0) return removeEmpty(folder);
  const foreign = names.find((name) => !isOfBundle(name));
  if (foreign !== undefined || !names.includes(RELEASE_FILE))
    throw deliveryError({
      code: "delivery/folder-not-empty",
      message: `${folder} holds ${foreign ?? names[0]}, and is no release bundle to be replaced.`,
      hint: "Name a folder that is empty or not there yet.",
    });
  // Last what makes it a bundle: what a process leaves that is killed can be replaced, and is never taken for a whole one.
  for (const name of [...names.filter((name) => name !== RELEASE_FILE), RELEASE_FILE])
    await rm(join(folder, name), { recursive: true, force: true });
  await removeEmpty(folder);
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
  }
}

function isOfBundle(name: string): boolean {
  return (
    [RELEASE_FILE, SBOM_FILE, CONTRACTS_FOLDER, STATEMENTS_FOLDER].includes(name) ||
    (isPlainName(name) && name.endsWith(".tar.gz"))
  );
}

async function writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const chunk of bytes) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}
