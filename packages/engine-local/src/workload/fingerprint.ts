import { createHmac, randomBytes } from "node:crypto";
import { link, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { canonicalJson, type Digest, type Json } from "@towpath/core";
import { codeOf, makeFolder, writePrivateFile } from "../data-folder/private-files.ts";
import { INHERITED } from "../processes/environment.ts";
import { MARKER_VARIABLE } from "../processes/process-table.ts";
import { variablesKeyFile } from "./workload-folders.ts";

/**
 * Digests of what a workload is started with: they say that something differs, not what it is. Keyed (HMAC-SHA-256, RFC 2104)
 * with a key that never leaves this machine, or short secrets could be guessed from them.
 */
export interface Fingerprint {
  configuration(run: string, values: Readonly<Record<string, string>>): Digest;
  variable(name: string, value: string): Digest;
}

export async function openFingerprint(dataFolder: string): Promise<Fingerprint> {
  const key = await variablesKey(variablesKeyFile(dataFolder));
  const digest = (value: Json): Digest =>
    `sha256:${createHmac("sha256", key).update(canonicalJson(value)).digest("hex")}`;
  return {
    configuration: (run, values) => digest({ run, values: { ...values } }),
    variable: (name, value) => digest({ name, value }),
  };
}

/** A shell sets these for whatever it starts, or every program gets them; and what differs with every start. */
const NOT_ITS_OWN = new Set<string>([...INHERITED, "PWD", "OLDPWD", "SHLVL", "_", "PORT", MARKER_VARIABLE]);

/** True for a variable that tells one configuration from another. */
export function isTelling(name: string): boolean {
  return !NOT_ITS_OWN.has(name);
}

/** A digest for each variable of an environment that tells something, by name. */
export function variableDigests(
  values: Readonly<Record<string, string>>,
  fingerprint: Fingerprint,
): Readonly<Record<string, Digest>> {
  const telling = Object.entries(values).filter(([name]) => isTelling(name));
  return Object.fromEntries(telling.map(([name, value]) => [name, fingerprint.variable(name, value)]));
}

/** Made once: of two commands that make one at the same time, one wins. */
async function variablesKey(file: string): Promise<Buffer> {
  for (;;) {
    try {
      return Buffer.from(await readFile(file, "utf8"), "base64url");
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
    }
    await makeFolder(dirname(file), { serverUser: undefined });
    const candidate = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
    await writePrivateFile(candidate, randomBytes(32).toString("base64url"));
    try {
      await link(candidate, file);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    } finally {
      await rm(candidate, { force: true });
    }
  }
}
