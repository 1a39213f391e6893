import { type GitReference, gitReference } from "./git-reference.ts";
import { type NpmReference, npmReference } from "./npm-reference.ts";
import { shown, withoutPassword, wrongReference } from "./wrong-reference.ts";

/** Where a platform comes from, by how it is named. The form of the name decides, never what happens to be on the disk. */
export type PlatformReference = { readonly kind: "path"; readonly path: string } | NpmReference | GitReference;

/**
 * Reads how a platform is named.
 *
 * @throws {OperationError} `operation/platform-reference`; its message never shows what may be a password
 */
export function parsePlatformReference(text: string): PlatformReference {
  if (text === "" || text.length > 2_000) throw wrongReference("A platform's name is empty, or far too long.", FORMS);
  // A name that looks different from what it is must not get into a log; and none of them can be a file of a repository.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) || !text.isWellFormed())
    throw wrongReference("The platform's name holds characters that cannot be seen.", FORMS);
  if (text.startsWith("-"))
    throw wrongReference(`The platform ${shown(text)} looks like an option.`, "Write a path as ./-name.");
  if (/^git\+/i.test(text)) return gitReference(text);
  if (/^npm:/i.test(text)) return npmReference(text.slice("npm:".length), text);
  if (isPackageName(text)) return npmReference(text, text);
  refuseAddress(text);
  return { kind: "path", path: text };
}

/** Scoped, or with a version: a folder or a file is never meant, so that none in the repository can pass for the package. */
function isPackageName(text: string): boolean {
  if (text.startsWith("@")) return true;
  return /^[a-z0-9~_-][a-z0-9._~-]*@[^/\\:]*$/i.test(text) && !/\.(ya?ml|json)$/i.test(text);
}

function refuseAddress(text: string): void {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  const isCopyForm = /^[^/\s]+@[^/\s]+:/.test(text);
  if (scheme === undefined && !isCopyForm) return;
  const address = withoutPassword(text.replace(/#.*$/, ""));
  const hint =
    scheme === "https"
      ? `With git: git+${address}#TAG. From a registry: @scope/name@VERSION.`
      : scheme === "ssh" || isCopyForm
        ? "With git over SSH: git+ssh://git@HOST/OWNER/REPOSITORY.git#TAG."
        : scheme === "file"
          ? "Write a path: ./platform."
          : FORMS;
  const what = scheme === "http" || scheme === "git" ? "is fetched without encryption" : "is no form that is known";
  throw wrongReference(`The platform ${shown(text)} ${what}.`, hint);
}

const FORMS =
  "A platform is a path (./platform), an npm package (@acme/platform@2.1.0) or a tag of a git repository (git+https://HOST/OWNER/REPOSITORY.git#TAG).";
