import { posix } from "node:path";
import type { Files } from "@towpath/core";
import { starterFiles } from "../generated/starter.ts";

/** Where the starter platform's files appear to be: no file of it is read at run time. */
export const STARTER_FOLDER = "/@towpath/manifest/starter";

const contents = new Map(
  Object.entries(starterFiles).map(([path, text]) => [
    posix.join(STARTER_FOLDER, path),
    new TextEncoder().encode(text),
  ]),
);

/** The starter platform's files. */
export const starterSource: Files = {
  read: (path) => contents.get(path),
  list: (folder) => {
    const names = [...contents.keys()]
      .filter((path) => posix.dirname(path) === folder)
      .map((path) => ({ name: posix.basename(path), kind: "file" as const }));
    return names.length === 0 ? undefined : names;
  },
  realPath: (path) => path,
};
