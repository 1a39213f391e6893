import { type PlatformReference, parsePlatformReference } from "../platform/platform-reference.ts";

/**
 * Whether a platform comes from where another one does: the same package, the same repository. Another version of what is
 * in use may be fetched for a proposal; anything else may not.
 */
export function isSameSource(reference: string, known: readonly (string | undefined)[]): boolean {
  const source = sourceOf(reference);
  return source !== undefined && known.some((one) => one !== undefined && sourceOf(one) === source);
}

function sourceOf(text: string): string | undefined {
  let reference: PlatformReference;
  try {
    reference = parsePlatformReference(text);
  } catch {
    return undefined;
  }
  if (reference.kind === "npm") return `npm ${reference.name}`;
  return reference.kind === "git" ? `git ${reference.address}` : undefined;
}
