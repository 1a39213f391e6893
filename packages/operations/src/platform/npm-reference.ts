import { shown, wrongReference } from "./wrong-reference.ts";

/** `@acme/platform@2.1.0`, `npm:platform@^2`. */
export interface NpmReference {
  readonly kind: "npm";
  /** The package's name. */
  readonly name: string;
  /** The version as asked for: exact, a range, or a tag such as `next`. */
  readonly wanted?: string | undefined;
  /** What is asked for is one version, for ever. */
  readonly isExact: boolean;
}

const PART = "[a-z0-9~_][a-z0-9._~-]*";
const NAME = new RegExp(`^(@${PART}/)?${PART}$`);
/** https://semver.org, as npm takes it. */
const EXACT = /^\d{1,15}\.\d{1,15}\.\d{1,15}(-[0-9a-z.-]{1,100})?(\+[0-9a-z.-]{1,100})?$/i;
/** Whether a text is one version: no range, no tag, nothing else. */
export function isExactVersion(text: string): boolean {
  return EXACT.test(text);
}

/** Whether two texts name one version: what comes behind a plus sign names no other. */
export function isSameVersion(version: string | undefined, wanted: string | undefined): boolean {
  return version !== undefined && version.replace(/\+.*$/, "") === wanted?.replace(/\+.*$/, "");
}

/** A tag, or what a range is made of. What leads to another package or a file (`file:`, `npm:`, a path) is neither. */
const WANTED = /^[a-z0-9.*^~<>=| +-]{1,200}$/i;

/**
 * Reads `name`, `name@version`, `@scope/name@version`.
 *
 * @param written the reference as a whole, for messages
 */
export function npmReference(text: string, written: string): NpmReference {
  const at = text.indexOf("@", 1);
  const name = at === -1 ? text : text.slice(0, at);
  const wanted =
    at === -1
      ? undefined
      : text
          .slice(at + 1)
          .trim()
          .replace(/^[v=]+(?=\d)/, "");
  if (!NAME.test(name) || name.length > 214) {
    throw wrongReference(
      `The platform ${shown(written)} names no npm package.`,
      "Write @scope/name@VERSION in small letters, such as @acme/platform@2.1.0. A folder is written ./@acme/platform.",
    );
  }
  if (wanted !== undefined && (!WANTED.test(wanted) || wanted.startsWith("-"))) {
    throw wrongReference(
      `The platform ${shown(written)} asks for the version ${shown(wanted)}, which is none.`,
      `Write ${name}@VERSION, such as ${name}@2.1.0.`,
    );
  }
  return { kind: "npm", name, wanted, isExact: wanted !== undefined && isExactVersion(wanted) };
}
