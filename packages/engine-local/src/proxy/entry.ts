import { fileURLToPath } from "node:url";

/** The file that the proxy's process runs: beside this one in the sources, in a folder below the bundle once it is built. */
export function proxyEntry(): string {
  const isSource = import.meta.url.endsWith(".ts");
  return fileURLToPath(new URL(isSource ? "./main.ts" : "./proxy/main.js", import.meta.url));
}
