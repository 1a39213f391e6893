import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareText, errorMessage, isJson, type Json } from "@towpath/core";
import { DeliveryError, deliveryError, systemCode } from "../../errors.ts";
import { decodeRelease } from "../decode-release.ts";
import type { Release } from "../release.ts";
import { bundleRefused } from "./bundle-errors.ts";
import {
  BUNDLE_LIMITS,
  bundleFiles,
  CONTRACTS_FOLDER,
  isPlainName,
  RELEASE_FILE,
  STATEMENTS_FOLDER,
} from "./bundle-files.ts";
import { parseShallow } from "./parse-shallow.ts";
import { openPlain, readPlain, requireFolder } from "./plain-file.ts";

/** A release as it travels between machines. What it says of itself was looked at; its bytes are verified when they are taken. */
export interface ReleaseBundle {
  /** Absolute. */
  readonly folder: string;
  readonly release: Release;
  /** Sorted by name. Their signatures were not verified. */
  readonly statements: readonly { readonly name: string; readonly text: string }[];
}

/** Short texts that people read and that become keys. */
const LONGEST_TEXT = 200;
const CONTROL = /\p{Cc}/u;

/**
 * Reads a release bundle, which may be anybody's: names that leave the folder, links, devices, files of another size than
 * the release says, and more than a bundle has are refused.
 *
 * @param folder absolute
 * @throws {DeliveryError} `delivery/bundle-missing`, `delivery/bundle-refused`, `delivery/record-newer`
 */
export async function readBundle(folder: string): Promise<ReleaseBundle> {
  await requireBundle(folder);
  const release = releaseOf(folder, await readPlain(folder, RELEASE_FILE, BUNDLE_LIMITS.releaseBytes));
  if (release.contracts?.length) await requireFolder(folder, CONTRACTS_FOLDER);
  for (const { path, size, limit } of bundleFiles(release)) {
    if (size > limit)
      throw bundleRefused(folder, `${path} is to have ${size} bytes, more than the ${limit} that it has to be at most`);
    const { file, size: found } = await openPlain(folder, path);
    await file.close();
    if (found !== size) throw bundleRefused(folder, `${path} has ${found} bytes, and the release says ${size}`);
  }
  return { folder, release, statements: await statementsOf(folder) };
}

async function requireBundle(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  });
  if (found?.isDirectory() && (await readdir(folder)).includes(RELEASE_FILE)) return;
  const why = found ? (found.isDirectory() ? `has no ${RELEASE_FILE}` : "is no folder") : "is not there";
  throw deliveryError({
    code: "delivery/bundle-missing",
    message: `There is no release bundle: ${folder} ${why}.`,
    hint: "towpath build --out DIR writes one. In a workflow, hand it from job to job as an artifact.",
  });
}

function releaseOf(folder: string, bytes: Uint8Array): Release {
  const release = decoded(folder, parsed(folder, bytes));
  const { service, version, commit = "", artifact, contracts = [] } = release;
  if (!isPlainName(service)) throw bundleRefused(folder, "service is no name of a service");
  for (const [name, text] of Object.entries({ version, commit, "artifact.name": artifact.name }))
    if (text.length > LONGEST_TEXT || CONTROL.test(text))
      throw bundleRefused(folder, `${name} is longer than ${LONGEST_TEXT} characters or has control characters`);
  if (Number.isNaN(Date.parse(release.createdAt)) || release.createdAt.length > LONGEST_TEXT)
    throw bundleRefused(folder, "createdAt is no time");
  if (contracts.length > BUNDLE_LIMITS.contracts)
    throw bundleRefused(folder, `it has more than ${BUNDLE_LIMITS.contracts} contracts`);
  const names = contracts.map(({ name }) => name);
  const wrong = names.find((name, index) => !isPlainName(name) || names.indexOf(name) !== index);
  if (wrong !== undefined) throw bundleRefused(folder, `${shown(wrong)} is no name of a contract, or is there twice`);
  return release;
}

function decoded(folder: string, value: Json): Release {
  try {
    return decodeRelease(value, RELEASE_FILE);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code !== "delivery/record-damaged") throw error;
    throw bundleRefused(folder, `${RELEASE_FILE} is no release: ${errorMessage(error)}`, error);
  }
}

function parsed(folder: string, bytes: Uint8Array): Json {
  try {
    const value = parseShallow(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isJson(value)) return value;
  } catch (error) {
    throw bundleRefused(folder, `${RELEASE_FILE} is no JSON: ${errorMessage(error)}`, error);
  }
  throw bundleRefused(folder, `${RELEASE_FILE} is no JSON`);
}

async function statementsOf(folder: string): Promise<ReleaseBundle["statements"]> {
  if (!(await requireFolder(folder, STATEMENTS_FOLDER))) return [];
  const names = (await readdir(join(folder, STATEMENTS_FOLDER))).sort(compareText);
  if (names.length > BUNDLE_LIMITS.statements)
    throw bundleRefused(folder, `it has more than ${BUNDLE_LIMITS.statements} statements`);
  const statements: { readonly name: string; readonly text: string }[] = [];
  for (const name of names) {
    if (!isPlainName(name) || !name.endsWith(".json"))
      throw bundleRefused(folder, `${STATEMENTS_FOLDER} holds ${shown(name)}, which is no statement`);
    const bytes = await readPlain(folder, `${STATEMENTS_FOLDER}/${name}`, BUNDLE_LIMITS.statementBytes);
    statements.push({ name, text: new TextDecoder().decode(bytes) });
  }
  return statements;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
