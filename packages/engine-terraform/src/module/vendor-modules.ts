import { basename, dirname, relative, resolve, sep } from "node:path";
import { type Address, compareText, errorMessage, isWithin, nodeFiles, type Place } from "@towpath/core";
import { readModule, type TerraformModule } from "@towpath/manifest/terraform";
import { TerraformError } from "../errors.ts";
import { moduleSource } from "../recipe/module-source.ts";
import { terraformRecipe } from "../recipe/terraform-recipe.ts";
import { type CopyBudget, copyFolder } from "./copy-folder.ts";
import type { ModuleHome, RootModuleRequest } from "./root-module.ts";

/** The folder of a root module that local modules are copied to. */
export const MODULES_FOLDER = "modules";

/** More modules are no module's own. */
const MOST_MODULES = 500;

/** The local modules of a root, copied beside it with the local modules that they call. */
export interface VendoredModules {
  /** Bytes by path relative to the root. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What stands under `source` in the call, and whether a `version` may stand beside it. */
  sourceOf(type: string, source: string): { readonly source: string; readonly isVersioned: boolean };
  /** Whether a local module has a variable for tags. */
  takesTags(type: string, source: string): boolean;
  /** The recipe that brought a file of {@link files}. */
  recipeOf(file: string): Place | undefined;
}

/** A local module that a recipe names. */
interface Named {
  readonly type: string;
  readonly source: string;
  readonly folder: string;
  readonly home: ModuleHome;
  readonly place: Place | undefined;
  /** Why it is needed, where only what is kept needs it. */
  readonly keptFor?: Address | undefined;
}

/** A local module, and the folders of all that it calls. */
interface Closed extends Named {
  readonly takesTags: boolean;
  readonly folders: readonly string[];
}

/**
 * Copies the local modules that recipes name, and those that these call.
 *
 * @throws {TerraformError} `engine-terraform/module-not-found`; `engine-terraform/module-refused` for a folder that is too
 *   large, cannot be read, or has links that lead out of its platform
 */
export function vendorModules(request: Pick<RootModuleRequest, "wanted" | "kept" | "homeOf">): VendoredModules {
  const read = moduleReader();
  const closed = new Map([...namedModules(request)].map(([key, named]) => [key, close(named, read)]));
  const targets = targetsOf([...closed.values()]);
  const files = new Map<string, Uint8Array>();
  const budget: CopyBudget = { files: 0, bytes: 0 };
  const copied = new Set<string>();
  for (const module of closed.values()) {
    const ownFolders = module.folders.filter((folder) => !module.folders.some((other) => isBelow(folder, other)));
    for (const folder of ownFolders) {
      const target = targetOf(folder, module, targets);
      if (copied.has(target)) continue;
      copied.add(target);
      copyFolder(folder, module.home.boundary, target, files, budget, (why) => refused(module, why));
    }
  }
  const recipes = [...closed.values()].flatMap((module) =>
    module.folders.map((folder) => ({ target: `${targetOf(folder, module, targets)}/`, place: module.place })),
  );
  return {
    files: new Map([...files].sort(([a], [b]) => compareText(a, b))),
    sourceOf: (type, source) => {
      const module = closed.get(keyOf(type, source));
      if (module) return { source: `./${targetOf(module.folder, module, targets)}`, isVersioned: false };
      return { source, isVersioned: moduleSource(source) === "registry" };
    },
    takesTags: (type, source) => closed.get(keyOf(type, source))?.takesTags ?? false,
    recipeOf: (file) =>
      recipes.filter(({ target }) => file.startsWith(target)).sort((a, b) => b.target.length - a.target.length)[0]
        ?.place,
  };
}

/** The local modules of a request, each once: those of what is wanted first. */
function namedModules({
  wanted,
  kept,
  homeOf,
}: Pick<RootModuleRequest, "wanted" | "kept" | "homeOf">): ReadonlyMap<string, Named> {
  const named = new Map<string, Named>();
  const add = (type: string, source: string, place: Place | undefined, keptFor?: Address): void => {
    const key = keyOf(type, source);
    if (moduleSource(source) !== "local" || named.has(key)) return;
    const home = homeOf(type);
    if (!home) throw notFound({ type, source, place, keptFor }, "stands in no folder: the type is not the platform's");
    named.set(key, { type, source, home, folder: resolve(home.folder, source), place, keptFor });
  };
  for (const resource of wanted) {
    const { source, place } = terraformRecipe(resource);
    add(resource.type, source, place);
  }
  for (const { address, call } of kept) add(call.type, call.source, undefined, address);
  return named;
}

type ModuleReader = (folder: string, boundary: string) => TerraformModule;

function moduleReader(): ModuleReader {
  const known = new Map<string, TerraformModule>();
  return (folder, boundary) => {
    const key = `${folder}\0${boundary}`;
    const module = known.get(key) ?? readModule(folder, boundary, nodeFiles);
    known.set(key, module);
    return module;
  };
}

/** A module with the folders of all local modules that it calls, its own among them. */
function close(named: Named, read: ModuleReader): Closed {
  const { boundary } = named.home;
  const found = new Map<string, TerraformModule>();
  const open: { readonly folder: string; readonly from?: string }[] = [{ folder: named.folder }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { folder, from } = next;
    if (found.has(folder)) continue;
    const caller = from === undefined ? "" : ` (called by ${shownWithin(from, boundary)})`;
    if (found.size >= MOST_MODULES) throw refused(named, `calls more than ${MOST_MODULES} modules`);
    if (!isWithin(folder, boundary)) throw refused(named, `leaves the platform${caller}`);
    const module = readOr(named, folder, boundary, read);
    if (module.files.length === 0) throw notFound(named, `is not there, or holds no *.tf files${caller}`);
    found.set(folder, module);
    for (const { source } of module.calls.values())
      if (source !== undefined && /^\.\.?(?:\/|$)/.test(source))
        open.push({ folder: resolve(folder, source), from: folder });
  }
  return {
    ...named,
    takesTags: found.get(named.folder)?.variables.has("tags") ?? false,
    folders: [...found.keys()].sort(compareText),
  };
}

function readOr(named: Named, folder: string, boundary: string, read: ModuleReader): TerraformModule {
  try {
    const [real, home] = [nodeFiles.realPath(folder), nodeFiles.realPath(boundary)];
    if (real !== undefined && home !== undefined && !isWithin(real, home))
      throw new Error("leaves the platform through a symbolic link");
    return read(folder, boundary);
  } catch (error) {
    throw refused(named, errorMessage(error));
  }
}

/** For each boundary: the folder that paths below `modules/` start from, and what they begin with. */
type Targets = ReadonlyMap<string, { readonly base: string; readonly prefix: string }>;

/** Relative paths between modules must stay what they are, so each platform's folders are laid out as they are there. */
function targetsOf(modules: readonly Closed[]): Targets {
  const boundaries = [...new Set(modules.map(({ home }) => home.boundary))];
  return new Map(
    boundaries.map((boundary) => {
      const own = modules.filter(({ home }) => home.boundary === boundary);
      const parents = own.flatMap(({ folders }) => folders.map((folder) => dirname(folder)));
      const types = own.map(({ type }) => type).sort(compareText);
      const prefix = boundaries.length === 1 ? MODULES_FOLDER : `${MODULES_FOLDER}/${types[0] ?? ""}`;
      return [boundary, { base: commonFolder(parents), prefix }];
    }),
  );
}

function targetOf(folder: string, { home }: Named, targets: Targets): string {
  const { base, prefix } = targets.get(home.boundary) ?? { base: dirname(folder), prefix: MODULES_FOLDER };
  const below = relative(base, folder).split(sep).join("/");
  return `${prefix}/${below === "" ? basename(folder) : below}`;
}

function commonFolder(folders: readonly string[]): string {
  const [first = "", ...others] = folders;
  return others.reduce((common, folder) => {
    let shorter = common;
    while (!isWithin(folder, shorter)) shorter = dirname(shorter);
    return shorter;
  }, first);
}

function isBelow(folder: string, other: string): boolean {
  return folder !== other && isWithin(folder, other);
}

function keyOf(type: string, source: string): string {
  return `${type}\0${source}`;
}

function shownWithin(folder: string, boundary: string): string {
  return relative(boundary, folder).split(sep).join("/") || ".";
}

function notFound(
  { type, source, place, keptFor }: Pick<Named, "type" | "source" | "place" | "keptFor">,
  why: string,
): TerraformError {
  return new TerraformError({
    code: "engine-terraform/module-not-found",
    message: keptFor
      ? `The module ${source} of ${type}, which ${keptFor} was made with and is kept by, ${why}.`
      : `The module ${source} of ${type} ${why}.`,
    place,
    hint: keptFor
      ? `Bring the type and its module's folder back: what ${keptFor} holds is kept for its data, and Terraform needs the module to leave it alone.`
      : "The path is relative to the type's file.",
  });
}

function refused({ type, source, place }: Named, why: string): TerraformError {
  return new TerraformError({
    code: "engine-terraform/module-refused",
    message: `The module ${source} of ${type} cannot be taken along: ${why}.`,
    place,
    hint: "A module and what it calls are copied beside the root module. Keep them in folders of their own, within the platform's repository.",
  });
}
