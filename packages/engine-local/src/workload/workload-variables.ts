import { createHmac, randomBytes } from "node:crypto";
import { link, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { canonicalJson, type Digest, Secret } from "@towpath/core";
import type { GraphContainer } from "@towpath/manifest";
import { type Context, knownSecrets, resolveVariables, type Target } from "@towpath/provisioning";
import { codeOf, makeFolder, writePrivateFile } from "../data-folder/private-files.ts";
import { variablesKeyFile } from "./workload-folders.ts";

/** What a workload is started with, and what must not be seen of it. */
export interface WorkloadVariables {
  /** In clear: for the process's environment and nothing else. */
  readonly values: Readonly<Record<string, string>>;
  /** Every secret that the workload could print. */
  readonly secrets: readonly Secret[];
}

/** @throws {ProvisioningError} for a resource that is not there yet or a secret that is missing */
export async function workloadVariables(
  target: Target,
  workload: Pick<GraphContainer, "variables">,
  context: Context,
): Promise<WorkloadVariables> {
  const resolved = await resolveVariables(workload, context);
  const values: Record<string, string> = {};
  const secrets = [...(await knownSecrets(target.graph, context))];
  for (const [name, value] of Object.entries(resolved)) {
    values[name] = value instanceof Secret ? value.reveal() : value;
    if (value instanceof Secret) secrets.push(value);
  }
  values["TOWPATH_SERVICE"] = target.graph.service.name;
  values["TOWPATH_ENVIRONMENT"] = target.graph.environment.name;
  return { values, secrets };
}

/**
 * A digest of what a workload is started with: says that something changed, not what it is. Keyed (HMAC-SHA-256, RFC 2104)
 * with a key that never leaves this machine, or short secrets could be guessed from it.
 */
export async function configurationDigest(
  dataFolder: string,
  run: string,
  values: Readonly<Record<string, string>>,
): Promise<Digest> {
  const key = await variablesKey(variablesKeyFile(dataFolder));
  return `sha256:${createHmac("sha256", key).update(canonicalJson({ run, values })).digest("hex")}`;
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
