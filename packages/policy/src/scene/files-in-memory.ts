import { join, sep } from "node:path";
import { compareText, type Files } from "@towpath/core";

/** Files that are nowhere but here. @param root absolute */
export function filesInMemory(root: string, texts: ReadonlyMap<string, string>): Files {
  const files = new Map([...texts].map(([path, text]) => [join(root, path), new TextEncoder().encode(text)]));
  const folders = new Map<string, Map<string, "file" | "folder">>([[root, new Map()]]);
  for (const path of files.keys()) {
    let kind: "file" | "folder" = "file";
    for (let child = path; child.length > root.length; kind = "folder") {
      const end = child.lastIndexOf(sep);
      const parent = child.slice(0, end);
      const within = folders.get(parent) ?? new Map<string, "file" | "folder">();
      folders.set(parent, within.set(child.slice(end + 1), kind));
      child = parent;
    }
  }
  const plain = (path: string): string => (path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path);
  return {
    read: (path) => files.get(path),
    list(path) {
      const within = folders.get(plain(path));
      return within && [...within].map(([name, kind]) => ({ name, kind })).sort((a, b) => compareText(a.name, b.name));
    },
    realPath: (path) => (files.has(path) || folders.has(plain(path)) ? plain(path) : undefined),
  };
}
