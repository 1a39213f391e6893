import { isAbsolute, resolve } from "node:path";
import { type Effects, type Files, TowpathError } from "@towpath/core";
import { type Loaded, loadPlatform, type PlatformModel, type TypePackages } from "@towpath/manifest";
import type { LocatedPlatform } from "./located-platform.ts";
import type { NpmRequest } from "./npm-platform.ts";
import { parsePlatformReference } from "./platform-reference.ts";
import type { PlatformSource } from "./platform-source.ts";
import type { AskedTypes } from "./type-packages.ts";

/** Which platform, as it is named. */
export interface PlatformRequest {
  /** The starter platform when undefined. */
  readonly reference: string | undefined;
  /** What a path is relative to. Absolute. */
  readonly base: string;
  /** Where an installed package is looked for, upwards. Absolute. */
  readonly folder: string;
}

/** What came of it: the platform with its source, or why there is none. */
export interface OfferedPlatform extends Loaded<PlatformModel> {
  /** There when the value is. */
  readonly source?: PlatformSource | undefined;
  /** What it refers to is read with them: they end at its folder where it came from elsewhere. */
  readonly files: Files;
  readonly failure?: TowpathError | undefined;
  /** False when the next run may read another platform by the same name. */
  readonly isPinned: boolean;
}

/** What platforms may come from, beside what they are named as. */
export interface PlatformOptions {
  /** What the folder holds is someone's proposal: neither packages installed in it nor its npm settings count. */
  readonly isUntrusted?: boolean | undefined;
  /** Nothing is fetched, for who cannot wait: what was fetched before counts. */
  readonly isOffline?: boolean | undefined;
  /** Reads a platform that is a path; {@link loadPlatform} when absent. The path is absolute. */
  readonly loadPath?: ((path: string, packages?: TypePackages) => Loaded<PlatformModel>) | undefined;
  /** Which packages of resource types a platform that is a path may bring in; when absent none where `isUntrusted`. */
  readonly typesOf?: ((path: string) => AskedTypes) | undefined;
}

/**
 * Reads platforms, each of them once: from a path, as a package that is installed or fetched, from a git repository.
 *
 * @returns a function that rejects only when the run is interrupted or something unforeseen happens
 */
export function platformReader(
  effects: Effects,
  options: PlatformOptions = {},
): (request: PlatformRequest) => Promise<OfferedPlatform> {
  const { files, folder } = effects;
  const loadPath =
    options.loadPath ?? ((path: string, packages?: TypePackages) => loadPlatform(path, files, folder, packages));
  const loaded = new Map<string, OfferedPlatform>();
  const completed = new WeakMap<OfferedPlatform, Promise<OfferedPlatform>>();
  const failures = new Map<string, TowpathError>();
  const sources = new Map<string, Promise<LocatedPlatform>>();
  let findPackage: ((request: NpmRequest) => Promise<LocatedPlatform>) | undefined;

  const once = (key: string, load: () => OfferedPlatform): OfferedPlatform => {
    const known = loaded.get(key) ?? load();
    loaded.set(key, known);
    return known;
  };
  /** With the resource types that come from packages, which are looked for only where there are any. */
  const complete = async (
    read: OfferedPlatform,
    asked: AskedTypes,
    load: (packages: TypePackages) => OfferedPlatform,
  ): Promise<OfferedPlatform> => {
    const { value: platform, source, files: platformFiles, isPinned } = read;
    if (!platform || !source || platform.missingTypes.length === 0) return read;
    const { typePackages } = await import("./type-packages.ts");
    const request = { platform, source, platformFiles };
    const { packages, findings } = await typePackages(request, asked, effects, options);
    const again = load(packages);
    return { ...again, findings: [...again.findings, ...findings], isPinned };
  };
  const completeOnce: typeof complete = (read, ...rest) => {
    const completing = completed.get(read) ?? complete(read, ...rest);
    completed.set(read, completing);
    return completing;
  };
  const locate = async (written: string, from: string): Promise<LocatedPlatform | { readonly path: string }> => {
    const reference = parsePlatformReference(written);
    if (reference.kind === "path") return reference;
    if (reference.kind === "npm") {
      findPackage ??= (await import("./npm-platform.ts")).npmPlatforms(effects);
      return findPackage({ reference, written, folder: from, options });
    }
    const { gitPlatform } = await import("./git-platform.ts");
    const source = sources.get(written) ?? gitPlatform(reference, written, effects, options);
    sources.set(written, source);
    return source;
  };

  return async ({ reference, base, folder: from }) => {
    if (reference === undefined)
      return once("", () => offered(loadPlatform(undefined, files, folder), files, "starter", null));
    const asked = JSON.stringify([reference, from]);
    const failed = failures.get(asked);
    if (failed) return { findings: [], files, failure: failed, isPinned: true };
    try {
      const found = await locate(reference, from);
      if (!("location" in found)) {
        const path = isAbsolute(found.path) ? found.path : resolve(base, found.path);
        const load = (packages?: TypePackages) =>
          offered(hinted(loadPath(path, packages), found.path), files, "path", reference);
        return await completeOnce(once(`path ${path}`, load), options.typesOf?.(path) ?? askedBy(options), load);
      }
      const { location, version, commit, isPinned } = found;
      const kind = commit === undefined ? "npm" : "git";
      const load = (packages?: TypePackages) => ({
        ...offered(loadPlatform(location, found.files, folder, packages), found.files, kind, reference, {
          version,
          commit,
        }),
        isPinned,
      });
      return await completeOnce(once(JSON.stringify([reference, location.path]), load), RELEASED, load);
    } catch (error) {
      effects.signal.throwIfAborted();
      if (!(error instanceof TowpathError)) throw error;
      failures.set(asked, error);
      return { findings: [], files, failure: error, isPinned: true };
    }
  };
}

/** A released platform is trusted as a whole: nobody proposes a part of it. */
const RELEASED: AskedTypes = { leftOut: "mandatory", isAskedFor: () => true };

function askedBy({ isUntrusted = false }: PlatformOptions): AskedTypes {
  return { leftOut: "mandatory", isAskedFor: () => !isUntrusted };
}

/** Who writes a bare name that is no folder may mean a package. */
function hinted(read: Loaded<PlatformModel>, path: string): Loaded<PlatformModel> {
  if (read.value || !/^[a-z0-9][a-z0-9._-]*$/.test(path)) return read;
  const findings = read.findings.map((one) =>
    one.code === "manifest/not-found"
      ? { ...one, suggestions: [...one.suggestions, `An npm package is written npm:${path}, or ${path}@VERSION.`] }
      : one,
  );
  return { ...read, findings };
}

function offered(
  read: Loaded<PlatformModel>,
  files: Files,
  kind: PlatformSource["kind"],
  reference: string | null,
  facts: Pick<PlatformSource, "version" | "commit"> = {},
): OfferedPlatform {
  if (!read.value) return { ...read, files, isPinned: true };
  const { name, digest } = read.value;
  const known = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return { ...read, files, isPinned: true, source: { kind, reference, ...known, name, digest } };
}
