import { fileURLToPath } from "node:url";

/** The file that a scheduler's process runs: beside this one in the sources, in a folder below the bundle once it is built. */
export function schedulerEntry(): string {
  const isSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(isSource ? "./main.ts" : "./scheduler/main.js", import.meta.url));
}
