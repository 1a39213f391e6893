import { dirname } from "node:path";
import type { Files } from "@towpath/core";

/** Files that are nowhere but here, by their absolute path. */
export function memoryFiles(texts: Readonly<Record<string, string>>): Files {
  const contents = new Map(Object.entries(texts).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const folders = new Map<string, Map<string, "file" | "folder">>();
  for (const path of contents.keys()) {
    let [child, kind]: [string, "file" | "folder"] = [path, "file"];
    while (child !== "/") {
      const parent = dirname(child);
      const within = folders.get(parent) ?? new Map<string, "file" | "folder">();
      folders.set(parent, within.set(child.slice(parent === "/" ? 1 : parent.length + 1), kind));
      [child, kind] = [parent, "folder"];
    }
  }
  const plain = (path: string) => path.replace(/(.)\/$/, "$1");
  return {
    read: (path) => contents.get(path),
    list: (path) => {
      const within = folders.get(plain(path));
      return within && [...within].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, kind]) => ({ name, kind }));
    },
    realPath: (path) => (contents.has(path) || folders.has(plain(path)) ? plain(path) : undefined),
  };
}
