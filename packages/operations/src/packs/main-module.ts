import { join } from "node:path";
import { isJson, isJsonObject, isWithin, type Json, nodeFiles } from "@towpath/core";

/** The conditions that a module is imported under: https://nodejs.org/api/packages.html#conditional-exports */
const CONDITIONS = new Set(["node", "import", "module-sync", "require", "default"]);

/**
 * The file that a package's name leads to, absolute; undefined where there is none within the package.
 *
 * @param root absolute
 */
export function mainModule(root: string): string | undefined {
  const facts = packageJson(root);
  const main = facts["exports"] === undefined ? (facts["main"] ?? "index.js") : exported(facts["exports"]);
  if (typeof main !== "string") return undefined;
  const file = join(root, main);
  return isWithin(file, root) && nodeFiles.read(file) !== undefined ? file : undefined;
}

function exported(target: Json): Json | undefined {
  if (typeof target === "string" || !isJsonObject(target)) return target;
  const own = target["."];
  if (own !== undefined) return exported(own);
  const fitting = Object.entries(target).find(([condition]) => CONDITIONS.has(condition));
  return fitting && exported(fitting[1]);
}

function packageJson(root: string): Readonly<Record<string, Json>> {
  try {
    const bytes = nodeFiles.read(join(root, "package.json"));
    const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    return isJson(value) && isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
