import type { Effects } from "@towpath/core";
import { loadPlatform } from "@towpath/manifest";

/** What recipes for the drivers of the local engine may say beside their name, by driver: what the starter platform's say. */
export function builtInOptions({
  files,
  folder,
}: Pick<Effects, "files" | "folder">): ReadonlyMap<string, readonly string[]> {
  const { value: starter } = loadPlatform(undefined, files, folder);
  return new Map(
    [...(starter?.types.values() ?? [])].flatMap(({ document }) => {
      const { driver, ...options }: Readonly<Record<string, unknown>> = { ...document.recipes["local"] };
      return typeof driver === "string" ? [[driver, Object.keys(options)] as const] : [];
    }),
  );
}

/** The drivers of the local engine with the outputs that they give: those that the starter platform uses are all there are. */
export function builtInDrivers({
  files,
  folder,
}: Pick<Effects, "files" | "folder">): ReadonlyMap<string, readonly string[]> {
  const { value: starter } = loadPlatform(undefined, files, folder);
  return new Map(
    [...(starter?.types.values() ?? [])].flatMap(({ document }) => {
      const { driver }: Readonly<Record<string, unknown>> = { ...document.recipes["local"] };
      return typeof driver === "string" ? [[driver, Object.keys(document.outputs ?? {})] as const] : [];
    }),
  );
}
