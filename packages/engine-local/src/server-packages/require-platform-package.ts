import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";

/**
 * Makes this platform's package of a server definition a plain dependency and drops those of other platforms. As an
 * optional one npm would leave it out without a word where it cannot fetch it, or where it gets another digest.
 *
 * @param folder holds `package.json` and `package-lock.json` (format 3); both are rewritten
 */
export async function requirePlatformPackage(folder: string, platform: string): Promise<void> {
  const manifest = await readObject(join(folder, "package.json"));
  if (!isJsonObject(manifest["optionalDependencies"])) return;
  const lock = await readObject(join(folder, "package-lock.json"));
  const packages = isJsonObject(lock["packages"]) ? lock["packages"] : {};
  const isOurs = (path: string) => path === "" || path.endsWith(`/${platform}`);
  const kept = Object.entries(packages)
    .filter(([path]) => isOurs(path))
    .map(([path, entry]): [string, Json] => [path, isJsonObject(entry) ? required(entry, platform) : entry]);
  await writeObject(join(folder, "package.json"), required(manifest, platform));
  await writeObject(join(folder, "package-lock.json"), { ...lock, packages: Object.fromEntries(kept) });
}

function required(entry: JsonObject, platform: string): JsonObject {
  const { optional: _, optionalDependencies, ...rest } = entry;
  if (!isJsonObject(optionalDependencies ?? null)) return rest;
  const ours = Object.entries(optionalDependencies ?? {}).filter(([name]) => name.endsWith(`/${platform}`));
  return { ...rest, dependencies: Object.fromEntries(ours) };
}

async function readObject(file: string): Promise<JsonObject> {
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!isJsonObject(value)) throw new TypeError(`${file} holds no object.`);
  return value;
}

async function writeObject(file: string, value: JsonObject): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
