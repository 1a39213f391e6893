import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AZURITE_PACKAGE, definitionFolder } from "./server-package.ts";

/** True for the folder of the cache that this release installs one of its server packages into, by its name. */
export function isKnownPackage(folderName: string): boolean {
  return endings().some((ending) => folderName.endsWith(ending));
}

/** What the folders of all packages end with: the digest changes with every version that is pinned. */
function endings(): readonly string[] {
  const definitions = dirname(definitionFolder(AZURITE_PACKAGE));
  return readdirSync(definitions).flatMap((name) => {
    const lock = join(definitions, name, "package-lock.json");
    if (!existsSync(lock)) return [];
    const digest = createHash("sha256").update(readFileSync(lock)).digest("hex").slice(0, 8);
    return `-${process.platform}-${process.arch}-${digest}`;
  });
}
