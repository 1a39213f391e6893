import { GitHubError } from "./errors.ts";
import { cureOf, type Permission } from "./permissions.ts";

/**
 * Why GitHub did not take a change that was in order: the token may only read, the conversation is locked, the repository is
 * archived, or the feature is not switched on for it. An answer and no error: a check is no worse for a comment less.
 */
export interface Refusal {
  readonly kind: "permission" | "locked" | "archived" | "not-enabled";
  /** The permission that was missing; only with `permission`. */
  readonly permission?: Permission;
  /** What GitHub said. Untrusted text. */
  readonly message: string;
  readonly hint: string;
}

/** What became of a change. */
export type Written<T> =
  | { readonly isWritten: true; readonly value: T }
  | { readonly isWritten: false; readonly refusal: Refusal };

/** A change that was made. */
export function written<T>(value: T): Written<T> {
  return { isWritten: true, value };
}

/** The refusal that an answer with status 403 is; undefined where it is none of them. */
export function refusalOf(message: string, permission: Permission): Refusal | undefined {
  if (/^Resource not accessible by|^You must authenticate via a GitHub App/i.test(message))
    return { kind: "permission", permission, message, hint: cureOf(permission) };
  if (/issue is locked|conversation is locked/i.test(message))
    return { kind: "locked", message, hint: "Unlock the conversation of the pull request." };
  if (/archived/i.test(message))
    return { kind: "archived", message, hint: "Nothing can be written to an archived repository." };
  if (/must be enabled for this repository|is not enabled/i.test(message))
    return { kind: "not-enabled", message, hint: "Switch it on in the repository's settings, or leave it out." };
  return undefined;
}

/** Makes a change that begins with a look: what may not even be looked at may not be changed. */
export async function unlessHidden<T>(permission: Permission, change: () => Promise<Written<T>>): Promise<Written<T>> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof GitHubError) || error.code !== "github/permission") throw error;
    const { message } = error;
    return { isWritten: false, refusal: { kind: "permission", permission, message, hint: cureOf(permission) } };
  }
}
