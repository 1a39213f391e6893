import { constants } from "node:fs";
import { access, lstat, readFile } from "node:fs/promises";
import { delimiter, dirname, join, relative, sep } from "node:path";
import { isJsonObject, isWithin, type JsonObject } from "@towpath/core";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { deliveryError } from "../errors.ts";
import type { SbomSubject } from "./npm-sbom.ts";

export interface SbomRequest extends SbomSubject {
  /** Absolute path of the service's folder. */
  readonly folder: string;
  /** Absolute path of the repository: no lock file is looked for above it. */
  readonly boundary: string;
}

/** A software bill of materials in CycloneDX, or why there is none. */
export type Sbom =
  | { readonly kind: "made"; readonly bytes: Uint8Array; readonly by: "npm" | "cdxgen" }
  | { readonly kind: "none"; readonly why: string };

const LOCKS = ["npm-shrinkwrap.json", "package-lock.json"];
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * What a release is made of: from npm's lock file, of the service or of the workspace that it is in, without a network; for
 * everything else by cdxgen, where it is installed.
 *
 * @throws {DeliveryError} `delivery/sbom-failed` for a lock file that cannot be read, and for a cdxgen that fails
 */
export async function sbomFor(request: SbomRequest, effects: DeliveryEffects): Promise<Sbom> {
  const lock = await nearestLock(request);
  if (lock) {
    const { lockedPackages } = await import("./npm-lock.ts");
    const packages = lockedPackages(lock.value, lock.home);
    if (packages) {
      const { npmSbom } = await import("./npm-sbom.ts");
      return { kind: "made", bytes: npmSbom(request, packages), by: "npm" };
    }
  }
  if (await isOnPath("cdxgen", effects.variables)) {
    const { cdxgenSbom } = await import("./cdxgen-sbom.ts");
    return { kind: "made", bytes: await cdxgenSbom(request.folder, effects), by: "cdxgen" };
  }
  const why = lock
    ? `${lock.path} is of a version before npm 7, or does not know this folder`
    : "there is no package-lock.json";
  return { kind: "none", why: `${why}, and cdxgen, which knows other ecosystems, is not installed` };
}

/** The lock file that stands for a folder: its own, or that of the folder above it whose workspace it is. */
async function nearestLock({ folder, boundary }: SbomRequest) {
  for (let at = folder; isWithin(at, boundary); at = dirname(at)) {
    for (const name of LOCKS) {
      const path = join(at, name);
      const found = await lstat(path).catch(() => undefined);
      if (!found?.isFile()) continue;
      const shown = relative(folder, path).split(sep).join("/");
      if (found.size > LARGEST_BYTES) throw unreadable(shown, `it has more than ${LARGEST_BYTES} bytes`);
      return { path: shown, value: await readLock(path, shown), home: relative(at, folder).split(sep).join("/") };
    }
    if (dirname(at) === at) break;
  }
  return undefined;
}

async function readLock(path: string, shown: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw unreadable(shown, "it is no JSON object");
}

function unreadable(path: string, why: string): Error {
  return deliveryError({
    code: "delivery/sbom-failed",
    message: `There is no SBOM of the release: ${path} cannot be read, because ${why}.`,
    hint: "npm install writes it anew.",
  });
}

async function isOnPath(program: string, variables: DeliveryEffects["variables"]): Promise<boolean> {
  for (const folder of (variables["PATH"] ?? "").split(delimiter).filter(Boolean)) {
    if (
      await access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}
