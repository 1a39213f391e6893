import { readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type Json } from "@towpath/core";
import { keepRescued } from "./rescued-states.ts";
import { terraformStateKey } from "./state-key.ts";

/** What Terraform leaves in its folder when it could not write its state. */
const ERRORED = "errored.tfstate";
/** Where a state goes whose folder does not say whose it is. */
const UNKNOWN = terraformStateKey("unknown", "unknown", "unknown");

/** A state that was taken out of a work folder. */
export interface Rescued {
  /** Whose state it is, by its key in the store. */
  readonly key: string;
  /** Where it lies now, sealed. */
  readonly path: string;
}

/**
 * Takes the state out of a work folder that Terraform could not write: seals it into `<data>/terraform/rescued/` and removes the
 * plain file. {@link import("./serve-state.ts").serveState} takes it up from there, in this run or the next. Killed at any instant, it can be called again.
 *
 * @param folder absolute: where Terraform ran. Its `main.tf.json` says whose state it is
 * @param data Towpath's data folder
 * @returns undefined where Terraform left nothing
 */
export async function rescueState(folder: string, { data }: { readonly data: string }): Promise<Rescued | undefined> {
  const plain = join(folder, ERRORED);
  const bytes = await bytesOf(plain);
  if (!bytes) return undefined;
  const key = await workedOnIn(folder);
  const path = await keepRescued(bytes, { data, key });
  await unlink(plain);
  return { key, path };
}

/** The key of the state that is worked on in a folder: the root module of every run says whose it is, in its output `towpath`. */
export async function workedOnIn(folder: string): Promise<string> {
  try {
    const root: unknown = JSON.parse(await readFile(join(folder, "main.tf.json"), "utf8"));
    const value = member(member(member(root, "output"), "towpath"), "value");
    const [service, environment, engine] = ["service", "environment", "engine"].map((name) => member(value, name));
    if (isName(service) && isName(environment) && isName(engine))
      return terraformStateKey(service, environment, engine);
  } catch {
    // A folder without a root module: nothing was applied from it.
  }
  return UNKNOWN;
}

function member(value: unknown, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** It becomes a part of a path. */
function isName(value: Json | undefined): value is string {
  return typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(value);
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path);
    return bytes.length === 0 ? undefined : bytes;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
