import { shown } from "../platform/wrong-reference.ts";

/** Where a pack comes from, by how it is named. The form of the name decides, never what happens to be on the disk. */
export type PackReference =
  | { readonly kind: "built-in"; readonly name: string }
  /** A file with rules as data, or a folder or glob of them. */
  | { readonly kind: "data"; readonly path: string }
  /** A module that runs. */
  | { readonly kind: "code"; readonly path: string }
  | { readonly kind: "npm"; readonly name: string; readonly version: string }
  | { readonly kind: "wrong"; readonly message: string; readonly hint: string };

const FORMS =
  "A pack is one that comes with Towpath (@towpath/policy/recommended), a path (./policies/*.yaml, ./policies/rules.ts), or an npm package in one version (@acme/policy@1.2.3).";

/** Reads how a pack is named. */
export async function packReference(text: string): Promise<PackReference> {
  if (text.startsWith("@towpath/policy/")) return { kind: "built-in", name: text };
  // A name that looks different from what it is must not get into a log.
  if (text.length > 2_000 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) || !text.isWellFormed())
    return wrong("A policy pack's name is far too long, or holds characters that cannot be seen.");
  if (/\.[cm]?[jt]s$/i.test(text) && !isPackageName(text)) return { kind: "code", path: text };
  if (isPath(text)) return { kind: "data", path: text };
  if (/^[a-z][a-z0-9+.-]+:/i.test(text) && !/^npm:/i.test(text))
    return wrong(`The policy pack ${shown(text)} is an address, and packs do not come from one.`);
  return npmPack(text);
}

function isPackageName(text: string): boolean {
  return text.startsWith("@") || /^npm:/i.test(text);
}

function isPath(text: string): boolean {
  if (isPackageName(text)) return false;
  return /^\.{0,2}\//.test(text) || text === "." || /\.(ya?ml|json)$/i.test(text) || !/[@:]/.test(text);
}

async function npmPack(text: string): Promise<PackReference> {
  const { npmReference } = await import("../platform/npm-reference.ts");
  let wanted: ReturnType<typeof npmReference>;
  try {
    wanted = npmReference(text.replace(/^npm:/i, ""), text);
  } catch {
    return wrong(`${shown(text)} names no policy pack.`);
  }
  const { name, wanted: version, isExact } = wanted;
  if (version !== undefined && isExact) return { kind: "npm", name, version };
  return {
    kind: "wrong",
    message: `The policy pack ${shown(text)} is not named in one version, and what it asks for could change from one run to the next.`,
    hint: `Name one version: ${name}@1.2.3. \`npm view ${name} versions\` lists those that there are.`,
  };
}

function wrong(message: string): PackReference {
  return { kind: "wrong", message, hint: FORMS };
}
