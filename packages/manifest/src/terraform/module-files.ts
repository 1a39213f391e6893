import { join } from "node:path";
import { errorMessage, type Files } from "@towpath/core";
import { pathFlaw } from "../document/paths.ts";
import type { ModuleFlaw, ReadFile } from "./syntax/block.ts";
import { readJsonSyntax } from "./syntax/json-syntax.ts";
import { readNative } from "./syntax/native-syntax.ts";

const LARGEST = 4 * 1024 * 1024;
const MOST = 500;
const NAMES = /^[^.].*\.(tf|tofu)(\.json)?$/s;
const OVERRIDE = /(^|_)override\.(tf|tofu)(\.json)?$/s;
const BYTE_ORDER_MARK = "\ufeff";

/** The files of a module, read: those that say anew what others have said come after them. */
export interface ModuleFiles {
  /** Sorted. */
  readonly names: readonly string[];
  readonly main: readonly ReadFile[];
  /** In the order in which they count. */
  readonly overrides: readonly ReadFile[];
  readonly flaws: readonly ModuleFlaw[];
}

/**
 * Reads the files of a module: `*.tf`, `*.tofu`, `*.tf.json` and `*.tofu.json`. Hidden files and those of folders in it do not count; of a
 * file for both programs OpenTofu's counts.
 *
 * @param types of the blocks that are wanted
 */
export function readModuleFiles(
  folder: string,
  boundary: string,
  files: Files,
  types: ReadonlySet<string>,
): ModuleFiles {
  const flaws: ModuleFlaw[] = [];
  const listed = namesIn(folder, files, flaws);
  const names = listed.filter(
    (name) => !listed.includes(name.replace(/\.tf(\.json)?$/s, ".tofu$1")) || /tofu/.test(name),
  );
  if (names.length > MOST) flaws.push({ path: folder, message: `it has ${names.length} files; ${MOST} are read` });
  const read = names.slice(0, MOST).map((name) => [name, readOne(name, folder, boundary, files, types)] as const);
  return {
    names,
    main: read.flatMap(([name, file]) => (OVERRIDE.test(name) ? [] : [file])),
    overrides: read.flatMap(([name, file]) => (OVERRIDE.test(name) ? [file] : [])),
    flaws: [...flaws, ...read.flatMap(([, file]) => file.flaws)],
  };
}

function namesIn(folder: string, files: Files, flaws: ModuleFlaw[]): readonly string[] {
  try {
    const listed = files.list(folder) ?? [];
    return listed.flatMap(({ name, kind }) => (kind !== "folder" && NAMES.test(name) ? [name] : [])).sort();
  } catch (error) {
    flaws.push({ path: folder, message: `the folder cannot be read: ${errorMessage(error)}` });
    return [];
  }
}

function readOne(name: string, folder: string, boundary: string, files: Files, types: ReadonlySet<string>): ReadFile {
  const path = join(folder, name);
  const refused = (message: string): ReadFile => ({ blocks: [], flaws: [{ path, message }] });
  try {
    const leaves = pathFlaw(name, folder, boundary, files);
    if (leaves !== undefined) return refused(`the file ${leaves}`);
    const bytes = files.read(path);
    if (bytes === undefined) return refused("the file is no longer there, or is a link to nothing");
    if (bytes.length > LARGEST) return refused(`the file has ${bytes.length} bytes; at most ${LARGEST} are read`);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const plain = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    return name.endsWith(".json") ? readJsonSyntax(plain, path, types) : readNative(plain, path, types);
  } catch (error) {
    return refused(
      error instanceof TypeError ? "the file is no UTF-8 text" : `the file cannot be read: ${errorMessage(error)}`,
    );
  }
}
