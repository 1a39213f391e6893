import type { Files } from "@towpath/core";
import { shown } from "../finding.ts";

/** An npm package that resource types come from, in one version, and which of its files they are. */
export interface TypePackageReference {
  /** As the platform has it. */
  readonly written: string;
  readonly name: string;
  readonly version: string;
  /** Files in the package: a path, in which `*` stands for any part of a name. */
  readonly files: string;
}

/** A package of resource types on this disk. */
export interface TypePackage {
  /** Absolute. Its documents must not lead out of it. */
  readonly root: string;
  /** What its files are read with. */
  readonly read: Files;
}

/** Packages of resource types, by how a platform names them. */
export type TypePackages = ReadonlyMap<string, TypePackage>;

const PACKAGE = /^(?:npm:)?((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)(?:@([^/]*))?(?:\/(.*))?$/s;
const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const STANDARD = "types/*.yaml";
const LONGEST = 2_000;

/** Whether an entry of `resourceTypes` is a package. The form of the name decides, never what happens to be on the disk. */
export function isTypePackage(text: string): boolean {
  return text.startsWith("@") || /^npm:/i.test(text) || /^[a-z0-9~-][a-z0-9._~-]*@\d/.test(text);
}

/** Reads how a package of resource types is named; why it cannot be used, otherwise. */
export function typePackage(text: string): TypePackageReference | { readonly flaw: string; readonly hint: string } {
  const [, name, version, files] = text.length <= LONGEST ? (PACKAGE.exec(text) ?? []) : [];
  if (name === undefined || !text.isWellFormed() || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
    return {
      flaw: `${shown(text)} names no npm package.`,
      hint: "Write @scope/name@VERSION in small letters, such as @acme/towpath-types@1.2.3. A folder is written ./@acme.",
    };
  if (version === undefined || !EXACT.test(version))
    return {
      flaw: `The package ${shown(name)} is not named in one version, and what it holds could change from one run to the next.`,
      hint: `Name one version: ${name}@1.2.3. \`npm view ${name} versions\` lists those that there are.`,
    };
  return { written: text, name, version, files: files === undefined || files === "" ? STANDARD : files };
}
