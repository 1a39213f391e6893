import { readFileSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { errorMessage, isWithin } from "@towpath/core";
import { TerraformError } from "../errors.ts";
import type { TerraformOptions } from "../recipe/terraform-options.ts";
import type { RootModuleRequest } from "./root-module.ts";

/** What Terraform calls a dependency lock file. */
export const LOCK_FILE = ".terraform.lock.hcl";

/** A lock file lists some digests for each provider. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The platform's dependency lock file, where it names one. @throws {TerraformError} `engine-terraform/engine-options` */
export function lockFile(
  { graph, engine, platformFolder }: Pick<RootModuleRequest, "graph" | "engine" | "platformFolder">,
  { lock }: Pick<TerraformOptions, "lock">,
): readonly (readonly [string, Uint8Array])[] {
  if (lock === undefined) return [];
  const refuse = (why: string): TerraformError =>
    new TerraformError({
      code: "engine-terraform/engine-options",
      message: `The lock file ${lock} of engine "${engine}" ${why}.`,
      place: graph.environment.origin.place,
      hint: "Name a file that terraform providers lock wrote, relative to the platform's file and below its folder: lock: ./terraform.lock.hcl",
    });
  if (platformFolder === undefined) throw refuse("cannot be found: the platform stands nowhere on the disk");
  const path = resolve(platformFolder, lock);
  if (!isWithin(path, platformFolder)) throw refuse("leaves the platform's folder");
  try {
    const real = realpathSync(path);
    if (!isWithin(real, realpathSync(platformFolder))) throw refuse("leaves the platform's folder through a link");
    const bytes = readFileSync(real);
    if (bytes.length > MOST_BYTES) throw refuse("is no lock file: it is too large");
    return [[LOCK_FILE, bytes]];
  } catch (error) {
    if (error instanceof TerraformError) throw error;
    throw refuse(`cannot be read: ${errorMessage(error)}`);
  }
}
