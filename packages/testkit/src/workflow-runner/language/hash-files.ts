import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import type { ScopeFunction } from "./expression.ts";
import { toText } from "./expression.ts";

/**
 * `hashFiles` of a workspace: a digest of the digests of all files that patterns name, empty where they name none.
 * Source: actions/runner, src/Misc/expressionFunc/hashFiles.
 */
export function hashFiles(workspace: string): ScopeFunction {
  return (...given) => {
    const patterns = given.flatMap((one) => toText(one).split("\n")).map((one) => one.trim());
    const files = new Set<string>();
    for (const pattern of patterns.filter((one) => one !== "" && !one.startsWith("#"))) {
      const isOut = pattern.startsWith("!");
      const whole = join(workspace, isOut ? pattern.slice(1) : pattern);
      if (isOut) for (const file of files) if (matchesGlob(file, whole)) files.delete(file);
      if (!isOut) for (const file of globSync(whole)) if (statSync(file).isFile()) files.add(file);
    }
    if (files.size === 0) return "";
    const all = createHash("sha256");
    for (const file of [...files].sort()) all.update(createHash("sha256").update(readFileSync(file)).digest());
    return all.digest("hex");
  };
}
