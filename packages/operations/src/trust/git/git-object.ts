import { createHash } from "node:crypto";

/** An object of git's store: what it is and what it holds. Source: gitformat-pack(5), gitcore-tutorial(7). */
export interface GitObject {
  readonly type: "commit" | "tree" | "blob";
  readonly content: Uint8Array;
}

/** What a tree says of one name in it. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  readonly id: string;
}

/** All digits of an object's name, by SHA-1 or SHA-256. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Whether an object is what its name says: no store that somebody wrote into can pass one for another. */
export function isNamed({ type, content }: GitObject, id: string): boolean {
  const hash = createHash(id.length === 40 ? "sha1" : "sha256");
  return hash.update(`${type} ${content.length}\0`).update(content).digest("hex") === id;
}

/** The tree of a commit, and what it came from. */
export function readCommit(content: Uint8Array): { readonly tree: string; readonly parents: readonly string[] } {
  const [head = ""] = Buffer.from(content).toString("latin1").split("\n\n", 1);
  const named = (what: string): readonly string[] =>
    [...head.matchAll(new RegExp(`^${what} ([0-9a-f]+)$`, "gm"))].map(([, id = ""]) => id);
  const [tree = ""] = named("tree");
  return { tree, parents: named("parent") };
}

/** The entries of a tree: for each its mode, its name, and the bytes of the object's name. */
export function readTree(content: Uint8Array, idBytes: number): readonly TreeEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, blank);
    const next = end + 1 + idBytes;
    if (blank === -1 || end === -1 || next > bytes.length) throw new Error("a tree of git ends early");
    const name = bytes.toString("utf8", blank + 1, end);
    const kind = kindOf(bytes.toString("latin1", at, blank));
    // What git would not check out is not there.
    if (!/^\.{0,2}$|\/|^\.git$/i.test(name)) entries.push({ name, kind, id: bytes.toString("hex", end + 1, next) });
    at = next;
  }
  return entries;
}

function kindOf(mode: string): TreeEntry["kind"] {
  if (mode === "40000") return "folder";
  if (mode === "120000") return "link";
  return mode === "160000" ? "submodule" : "file";
}
