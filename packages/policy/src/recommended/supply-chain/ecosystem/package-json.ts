import type { JsonObject, Place } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";
import { jsonFile, objectAt, textsIn } from "./json-file.ts";

/** Where a package.json names what it depends on. https://docs.npmjs.com/cli/configuring-npm/package-json */
export const GROUPS = ["dependencies", "devDependencies", "optionalDependencies"] as const;
export type Group = (typeof GROUPS)[number];

/** What a package.json depends on, with the group that says so. */
export function dependenciesOf(
  manifest: JsonObject,
): ReadonlyMap<string, { readonly group: Group; readonly range: string }> {
  const all = new Map<string, { readonly group: Group; readonly range: string }>();
  // npm itself takes what is optional out of the others.
  for (const group of GROUPS)
    for (const [name, range] of textsIn(objectAt(manifest, group))) all.set(name, { group, range });
  return all;
}

/** Where a package.json says something, or all of it. */
export function placeIn(files: RepositoryFiles, manifest: string, ...path: readonly string[]): Place {
  return files.document(manifest)?.placeOfKey(path) ?? files.placeOf(manifest);
}

/** Whether a package.json has anything to write down. */
export function hasDependencies(files: RepositoryFiles, manifest: string): boolean {
  const value = jsonFile(files, manifest);
  return value !== undefined && dependenciesOf(value).size > 0;
}

/** A range that names no version of a registry: a folder, a repository, a workspace. */
export function isElsewhere(range: string): boolean {
  return /^(?:file|git|git\+[a-z]+|github|gitlab|bitbucket|gist|https?|link|patch|portal|workspace|catalog):|^[\w.-]+\/[\w.-]+(?:#|$)|^\.{0,2}\//.test(
    range,
  );
}

/** The package that an override is about: `parent>@acme/pg@^8` and `parent/pg` mean the last one. */
export function overriddenName(key: string): string {
  const last = /(?:^|[>/])((?:@[^/>@]+\/)?[^/>@]+)(?:@[^/>]*)?$/.exec(key);
  return last?.[1] ?? key;
}
