import { digestBytes } from "@towpath/core";

const LONGEST = 63;
const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const HASH_LENGTH = 8;

/**
 * A name that Backstage takes: 63 letters, digits, dots, underscores and hyphens. What is one already stays as it is; what
 * had to be changed ends in a hash of what it was, so that two texts never become one name.
 */
export function entityName(text: string): string {
  return isEntityName(text) ? text : shortened(text, text);
}

/** The same of several parts: `orders-db`. Where another entity has that name, the parts tell them apart. */
export function joinedName(parts: readonly string[], isTaken: (name: string) => boolean): string {
  const plain = parts.join("-");
  return isEntityName(plain) && !isTaken(plain) ? plain : shortened(plain, parts.join("\0"));
}

/** Backstage's own rule: KubernetesValidatorFunctions.isValidObjectName of its catalog model. */
export function isEntityName(text: string): boolean {
  return text.length <= LONGEST && NAME.test(text);
}

function shortened(text: string, identity: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, LONGEST - HASH_LENGTH - 1)
    .replace(/^-+|-+$/g, "");
  const hash = digestBytes(identity.toWellFormed()).slice("sha256:".length, "sha256:".length + HASH_LENGTH);
  return words === "" ? hash : `${words}-${hash}`;
}
