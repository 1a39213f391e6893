import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digestJson, type Effects, nodeFiles } from "@towpath/core";
import { findNpm, npmEnvironment, runProgram } from "@towpath/engine-local/fetching";
import { OperationError } from "../errors.ts";
import { type InstalledPackage, packageFacts } from "./installed-package.ts";
import { notFetched } from "./not-fetched.ts";
import { npmFailure } from "./npm-failure.ts";
import { isExactVersion, isSameVersion, type NpmReference } from "./npm-reference.ts";
import { DamagedArchive, readPackageArchive } from "./package-archive.ts";
import { makeInCache, platformCache } from "./platform-cache.ts";
import { shown } from "./wrong-reference.ts";

const LIMIT_MS = 5 * 60_000;

/** What is fetched, and by which settings. */
export interface NpmFetch {
  readonly reference: NpmReference;
  readonly written: string;
  /** The text of the `.npmrc` that counts beside the user's own. */
  readonly settings: string | undefined;
  readonly isOffline?: boolean | undefined;
  /** What it is, as a message says it: a platform when absent. */
  readonly what?: "platform" | "policy pack" | "package of drivers" | "package of resource types" | undefined;
}

/**
 * Fetches a package with the user's own npm, without its dependencies and without running anything of it. An exact version
 * that was fetched once, by the same settings, is not fetched again.
 */
export async function fetchNpmPlatform(request: NpmFetch, effects: Effects): Promise<InstalledPackage> {
  const { reference, written, settings, what = "platform" } = request;
  const cache = await platformCache(effects.variables, "npm");
  // Two repositories may mean different registries by one name.
  const nameOf = (version: string): string =>
    digestJson([reference.name, version, settings ?? null]).slice("sha256:".length, "sha256:".length + 32);
  const known = reference.wanted !== undefined && reference.isExact ? join(cache, nameOf(reference.wanted)) : undefined;
  if (known !== undefined && existsSync(known)) return { root: known, version: packageFacts(known, nodeFiles).version };

  if (request.isOffline) throw notFetched(written, what);
  const npm = findNpm(effects.variables);
  if (!npm) {
    throw new OperationError({
      code: "operation/platform-tool-missing",
      message: `The ${what} ${shown(written)} has to be fetched, and there is no npm to fetch it with: neither beside this Node nor in PATH.`,
      hint: "Install npm (it comes with Node.js from nodejs.org), or put it in PATH.",
    });
  }
  effects.events({ type: "notice", message: `Fetching the ${what} ${written} with npm, into ${cache}.` });
  const root = await makeInCache(cache, async (temporary) => {
    await pack([npm.file, ...npm.args], request, temporary, effects);
    const made = await unpack(request, temporary);
    const { name, version } = packageFacts(made, nodeFiles);
    const isMeant = name === reference.name && version !== undefined && isExactVersion(version);
    if (!isMeant || (reference.isExact && !isSameVersion(version, reference.wanted)))
      throw damaged(request, `it holds ${shown(`${name ?? "no package"} ${version ?? ""}`.trimEnd())}`);
    return { made, name: nameOf(reference.isExact ? (reference.wanted ?? version) : version) };
  });
  return { root, version: packageFacts(root, nodeFiles).version };
}

async function pack(
  [file = "", ...before]: readonly string[],
  { reference, written, settings, what }: NpmFetch,
  folder: string,
  { variables, signal }: Effects,
): Promise<void> {
  await writeFile(join(folder, "package.json"), '{"private":true}\n');
  if (settings !== undefined) await writeFile(join(folder, ".npmrc"), settings, { mode: 0o600 });
  await mkdir(join(folder, "packed"));
  const spec = reference.wanted === undefined ? reference.name : `${reference.name}@${reference.wanted}`;
  const args = [
    ...before,
    "pack",
    spec,
    "--pack-destination=packed",
    "--ignore-scripts",
    "--workspaces=false",
    "--loglevel=error",
    ...(reference.isExact ? [] : ["--prefer-online"]),
  ];
  const environment = {
    npm_config_fetch_retry_mintimeout: "1000",
    npm_config_fetch_retry_maxtimeout: "5000",
    ...npmEnvironment(variables),
    npm_config_update_notifier: "false",
  };
  const { exitCode, output } = await runProgram({ file, args, folder, environment, timeoutMs: LIMIT_MS }, signal);
  if (exitCode !== 0) throw npmFailure(written, output, exitCode === undefined, what);
}

async function unpack(request: NpmFetch, folder: string): Promise<string> {
  const [tarball] = await readdir(join(folder, "packed"));
  if (tarball === undefined) throw damaged(request, "npm wrote no archive");
  const target = join(folder, "unpacked");
  try {
    for (const [path, content] of readPackageArchive(await readFile(join(folder, "packed", tarball)))) {
      await mkdir(dirname(join(target, path)), { recursive: true });
      await writeFile(join(target, path), content, { flag: "wx", mode: 0o600 });
    }
  } catch (error) {
    if (error instanceof DamagedArchive) throw damaged(request, error.message, error);
    throw error;
  }
  return target;
}

function damaged({ written, what = "platform" }: NpmFetch, why: string, cause?: unknown): OperationError {
  return new OperationError({
    code: "operation/platform-damaged",
    kind: "fault",
    message: `What the npm registry sent for the ${what} ${shown(written)} is not used: ${why}.`,
    hint: "Have the package published again, or choose another version.",
    cause,
  });
}
