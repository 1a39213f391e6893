import type { Fields } from "./connection/fields.ts";

/** An account as GitHub knows it: a server's fact, other than a name in a commit. */
export interface Account {
  readonly login: string;
  /** GitHub's word: `User`, `Bot`, `Organization`, `Mannequin`. */
  readonly type: string;
}

/** The account below a key; undefined where it is gone, or where GitHub links none. */
export function accountOf(fields: Fields, key: string): Account | undefined {
  const account = fields.optionalObject(key);
  // GitHub's description allows an object without anything in it.
  const login = account?.optionalText("login");
  return login === undefined ? undefined : { login, type: account?.optionalText("type") ?? "User" };
}
