import { dirname, join, resolve } from "node:path";
import { compareText, type Files } from "@towpath/core";

/** Files among which one more is, or is another than it was, so that it can be read before it is written. */
export function filesWith(path: string, text: string, files: Files): Files {
  const isIt = (other: string): boolean => resolve(other) === resolve(path);
  const name = path.slice(dirname(path).length).replace(/^[\\/]/, "");
  return {
    read: (other) => (isIt(other) ? new TextEncoder().encode(text) : files.read(other)),
    list: (folder) => {
      // A file is no folder, whatever stood there before.
      if (isIt(folder)) return undefined;
      const entries = files.list(folder);
      if (!entries || resolve(folder) !== dirname(resolve(path))) return entries;
      const others = entries.filter((entry) => entry.name !== name);
      return [...others, { name, kind: "file" as const }].sort((a, b) => compareText(a.name, b.name));
    },
    realPath: (other) => {
      if (!isIt(other)) return files.realPath(other);
      const folder = files.realPath(dirname(path));
      return folder === undefined ? undefined : join(folder, name);
    },
  };
}
