import { createRequire, registerHooks } from "node:module";
import { dirname, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { errorMessage, TowpathError } from "@towpath/core";
import { limited, TimeUp } from "./limited.ts";

/** How long a pack's module may take to load, with all that it imports, in milliseconds. */
const LIMIT_MS = 10_000;

/** A module that could not be loaded, and why. */
export class BrokenModule extends Error {
  override readonly name = "BrokenModule";
  /** Where in its own sources, as far as that is known. Absolute. */
  readonly at: { readonly file: string; readonly line: number; readonly column: number | undefined } | undefined;

  constructor(why: string, at?: BrokenModule["at"]) {
    super(why);
    this.at = at;
  }
}

/** Packages of Towpath that a module may import, by their names, as they run here. */
export type Faces = Readonly<Record<string, object>>;

const KEY = Symbol.for("towpath.faces");

function faceSource(name: string, face: object): string {
  return [
    `const face = globalThis[Symbol.for("towpath.faces")][${JSON.stringify(name)}];`,
    ...Object.keys(face).map((member) => `export const ${member} = face.${member};`),
  ].join("\n");
}

/** A part of a pack that is another one than on the disk. */
export interface Altered {
  /** Absolute. */
  readonly file: string;
  /** JavaScript, as an ES module. */
  readonly source: string;
}

/** How a module is loaded. */
export interface LoadOptions {
  /** Milliseconds. */
  readonly limitMs?: number;
  /** Loads it, and all that is beside it, once more, with this in it. */
  readonly altered?: Altered;
  /** What it may import of Towpath: what runs here, also in a bundle, and where none is installed. Nothing when absent. */
  readonly faces?: Faces;
  /** Told of each file that is loaded from the module's folder or below. Absolute. */
  readonly onFile?: (file: string) => void;
}

let copies = 0;

/**
 * What is read from what a pack's module exports as its default. Loading is one synchronous call, so that a module that never ends is stopped:
 * `require` takes ES modules, and refuses those that wait at their top level.
 * See https://nodejs.org/docs/latest-v24.x/api/modules.html#loading-ecmascript-modules-using-require
 *
 * @param file absolute, on this disk
 * @param read throws a {@link TowpathError} for what is none
 * @throws {BrokenModule}, and what `read` throws on purpose
 */
export function loadModule<T>(file: string, read: (exported: unknown) => T, options: LoadOptions = {}): T {
  const { limitMs = LIMIT_MS, altered, onFile, faces = {} } = options;
  const known: unknown = Reflect.get(globalThis, KEY);
  Reflect.set(globalThis, KEY, { ...(typeof known === "object" ? known : {}), ...faces });
  const faceOf = new Map(Object.entries(faces).map(([name, face]) => [`towpath:${name}`, faceSource(name, face)]));
  const isCopy = altered !== undefined || onFile !== undefined;
  if (isCopy) copies += 1;
  const [mark, entry] = [`?towpath-copy=${copies}`, `towpath:copy-${copies}`];
  const own = pathToFileURL(dirname(file) + sep).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const face = `towpath:${specifier}`;
      if (faceOf.has(face)) return { url: face, format: "module", shortCircuit: true };
      if (specifier === entry) return { url: entry, format: "module", shortCircuit: true };
      const found = next(specifier, context);
      const isOwn = isCopy && found.url.startsWith(own) && !found.url.includes("/node_modules/");
      return isOwn ? { ...found, url: found.url + mark } : found;
    },
    load: (url, context, next) => {
      const source = faceOf.get(url);
      if (source !== undefined) return { format: "module", source, shortCircuit: true };
      if (url === entry)
        return {
          format: "module",
          source: `export { default } from ${JSON.stringify(pathToFileURL(file).href)};`,
          shortCircuit: true,
        };
      if (!isCopy || !url.endsWith(mark)) return next(url, context);
      const path = fileURLToPath(url.slice(0, -mark.length));
      onFile?.(path);
      return path === altered?.file
        ? { format: "module", source: altered.source, shortCircuit: true }
        : next(url, context);
    },
  });
  const { emitWarning } = process;
  // That a module's kind is not written down is nothing that whoever runs a check could mend.
  process.emitWarning = () => undefined;
  try {
    const load = (): T => read(defaultOf(createRequire(file)(isCopy ? entry : file)));
    try {
      return limited(load, limitMs);
    } catch (error) {
      if (!(error instanceof SyntaxError) || placeIn(error, dirname(file))) throw error;
      return limited(load, limitMs, { displayErrors: true });
    }
  } catch (error) {
    throw broken(error, file);
  } finally {
    process.emitWarning = emitWarning;
    hooks.deregister();
  }
}

function defaultOf(exported: unknown): unknown {
  return typeof exported === "object" && exported !== null && "default" in exported ? exported.default : exported;
}

function broken(error: unknown, file: string): Error {
  if (error instanceof TowpathError) return error;
  if (error instanceof TimeUp) return new BrokenModule(`loading ${error.message.replace(/^it /, "")}`);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_REQUIRE_ASYNC_MODULE")
    return new BrokenModule("it waits (await) at its top level, and it has to be there at once");
  // What imports a module that was stopped while it loaded is told nothing.
  if (error === null || code === "ERR_REQUIRE_CYCLE_MODULE")
    return new BrokenModule("it threw nothing, or a part of it was stopped while it loaded");
  const [first = ""] = errorMessage(error).split("\n");
  return new BrokenModule(first || "it threw an error without a message", placeIn(error, dirname(file)));
}

/** The first place below the pack's folder that an error's stack names. */
function placeIn(error: unknown, folder: string): BrokenModule["at"] {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  for (const [, file = "", line, column] of error.stack.matchAll(/(?:file:\/\/)?(\/[^\s():]+):(\d+)(?::(\d+))?/g)) {
    const path = decodeURI(file);
    if (path.startsWith(folder + sep) && !path.includes(`${sep}node_modules${sep}`))
      return { file: path, line: Number(line), column: column === undefined ? undefined : Number(column) };
  }
  return undefined;
}
