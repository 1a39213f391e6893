import { posix } from "node:path";
import type { Files } from "@towpath/core";

/** Files in memory, below `/repo`: for what is about documents and not about a disk. */
export function memoryFiles(texts: Readonly<Record<string, string | Uint8Array>>): Files {
  const contents = new Map(
    Object.entries(texts).map(([path, text]) => [
      posix.join("/repo", path),
      typeof text === "string" ? new TextEncoder().encode(text) : text,
    ]),
  );
  return {
    read: (path) => contents.get(path),
    list: (folder) => {
      const below = [...contents.keys()].filter((path) => path.startsWith(`${folder}/`));
      const names = new Map(
        below.map((path) => {
          const [name = "", ...rest] = path.slice(folder.length + 1).split("/");
          return [name, rest.length === 0 ? ("file" as const) : ("folder" as const)];
        }),
      );
      return below.length === 0 ? undefined : [...names].map(([name, kind]) => ({ name, kind }));
    },
    realPath: (path) =>
      [...contents.keys()].some((file) => file === path || file.startsWith(`${path}/`)) ? path : undefined,
  };
}
