import { createHash, randomUUID } from "node:crypto";
import { link, open, readdir, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, Secret } from "@towpath/core";
import { makeFolder, openSecretBox, type SecretBox, syncFolder } from "@towpath/provisioning";
import { editState } from "./edit-state.ts";
import { parseStateFile, type StateFile } from "./state-file.ts";

const FORMAT = 1;
const SUFFIX = ".rescued.json";
const ASIDE = ".aside";

/** A state that Terraform could not write into its store, kept sealed on this machine. */
export interface RescuedState {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Undefined where it does not read: Terraform was killed while it wrote it, or it does not open. */
  readonly file: StateFile | undefined;
  /** False where this machine's key does not open it, or the file was damaged. */
  readonly isOpen: boolean;
}

/** Where states that were rescued are kept on this machine. @param data Towpath's data folder */
export interface RescuePlace {
  readonly data: string;
  /** Of the state in its store. */
  readonly key: string;
}

/**
 * Keeps a state aside: sealed with this machine's key, synced, mode 0600. The same state again makes nothing new.
 *
 * @returns its path
 */
export async function keepRescued(bytes: Uint8Array, { data, key }: RescuePlace): Promise<string> {
  const home = homeOf(data, key);
  await makeFolder(home);
  const box = await boxOf(data);
  const sealed = await box.seal(new Secret(Buffer.from(bytes).toString("base64")), purposeOf(key));
  const path = join(home, `${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}${SUFFIX}`);
  const temporary = join(home, `.new-${randomUUID()}`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ rescuedState: FORMAT, key, sealed })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch((error: unknown) => {
      if (!isSystem(error, "EEXIST")) throw error;
    });
    await syncFolder(home);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
  return path;
}

/** What was rescued of a state and is not taken up yet, the one with the highest serial first. */
export async function rescuedStates({ data, key }: RescuePlace): Promise<readonly RescuedState[]> {
  const home = homeOf(data, key);
  const names = await readdir(home).catch((error: unknown) => {
    if (isSystem(error, "ENOENT")) return [];
    throw error;
  });
  const found: RescuedState[] = [];
  const box = names.some((name) => name.endsWith(SUFFIX)) ? await boxOf(data) : undefined;
  for (const name of names.filter((each) => each.endsWith(SUFFIX)).sort()) {
    if (box) found.push(await openRescued(join(home, name), key, box));
  }
  return found.sort((a, b) => (b.file?.serial ?? -1) - (a.file?.serial ?? -1));
}

/** It lies in its store now. */
export async function dropRescued({ path }: Pick<RescuedState, "path">): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isSystem(error, "ENOENT")) throw error;
  });
}

/** It does not fit to what is in the store, and what matters of it was noted: it stays on the disk, and is not looked at again. */
export async function setRescuedAside({ path }: Pick<RescuedState, "path">): Promise<string> {
  await rename(path, `${path}${ASIDE}`);
  return `${path}${ASIDE}`;
}

async function openRescued(path: string, key: string, box: SecretBox): Promise<RescuedState> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!isJsonObject(value) || value["rescuedState"] !== FORMAT || typeof value["sealed"] !== "string")
      throw new Error("its form is unknown");
    const bytes = begun(Buffer.from((await box.open(value["sealed"], purposeOf(key))).reveal(), "base64"));
    return { path, bytes, file: fileOf(bytes, key), isOpen: true };
  } catch {
    return { path, bytes: new Uint8Array(), file: undefined, isOpen: false };
  }
}

function fileOf(bytes: Uint8Array, key: string): StateFile | undefined {
  try {
    return parseStateFile(bytes, key);
  } catch {
    return undefined;
  }
}

/**
 * A state that was never written has no lineage yet: Terraform gives it one when it looks whether there is another. It is made of
 * what the state holds, so that a plan and the apply after it see the same.
 */
function begun(bytes: Uint8Array): Uint8Array {
  try {
    const state: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (!isJsonObject(state) || state["lineage"] !== "") return bytes;
    const digest = createHash("sha256").update(bytes).digest("hex");
    const lineage = digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
    return editState(bytes, (document) => ({ ...document, serial: 1, lineage }));
  } catch {
    return bytes;
  }
}

/** Not the box of the state's store: what is rescued never leaves this machine, and whoever sweeps may not reach that store. */
function boxOf(data: string): Promise<SecretBox> {
  return openSecretBox(join(data, "secret.key"));
}

function homeOf(data: string, key: string): string {
  return join(data, "terraform", "rescued", ...key.split("/").slice(1));
}

function purposeOf(key: string): string {
  return `terraform-rescued ${key}`;
}

function isSystem(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
