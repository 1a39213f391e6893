import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { isObjectId } from "./git-object.ts";

/** What a checkout says of itself, read without git: its settings could have git run something. */
export interface Checkout {
  /** Absolute: the folder of its objects. */
  readonly objects: string;
  /** The commit that is checked out, where that can be told. */
  readonly head: string | undefined;
}

/** Reads a checkout's `.git`: a folder, or a file that leads to it. Format: gitrepository-layout(5). */
export function readCheckout(root: string): Checkout | undefined {
  const own = gitFolder(join(root, ".git"));
  if (own === undefined) return undefined;
  const shared = textOf(join(own, "commondir"));
  const common = shared === undefined ? own : resolve(own, shared);
  const objects = join(common, "objects");
  return existsSync(objects) ? { objects, head: headOf(own, common) } : undefined;
}

/** Whether a checkout is a submodule of another one, whose folder its `.git` leads into. Format: gitsubmodules(7). */
export function isSubmodule(root: string): boolean {
  return /^gitdir: .*[\\/]\.git[\\/]modules[\\/]/.test(textOf(join(root, ".git")) ?? "");
}

function gitFolder(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return path;
  const [, named] = /^gitdir: (.+)$/.exec(textOf(path) ?? "") ?? [];
  return named === undefined || isAbsolute(named) ? named : resolve(path, "..", named);
}

function headOf(own: string, common: string): string | undefined {
  const head = textOf(join(own, "HEAD")) ?? "";
  if (isObjectId(head)) return head;
  const [, ref] = /^ref: (refs\/[^\0]+)$/.exec(head) ?? [];
  if (ref === undefined || ref.includes("..")) return undefined;
  const loose = textOf(join(common, ref)) ?? "";
  if (isObjectId(loose)) return loose;
  const packed = textOf(join(common, "packed-refs"))?.split("\n") ?? [];
  const id = packed.find((line) => line.endsWith(` ${ref}`))?.split(" ")[0] ?? "";
  return isObjectId(id) ? id : undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
