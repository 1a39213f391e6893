import type { Account } from "./accounts.ts";

/** Accounts and the e-mail addresses that belong to them. */
export interface People {
  add(account: Account, ...emails: readonly string[]): void;
  /** The account that an address belongs to; undefined where none does. */
  byEmail(email: string): Account | undefined;
  byLogin(login: string): Account;
}

/** The address that an account has without an address: `ID+LOGIN@users.noreply.github.com`. */
const NO_REPLY = /^(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com$/;

/** Whose GitHub's own merges are. */
export const WEB_FLOW: Account = { login: "web-flow", type: "User" };

export function people(): People {
  const known = new Map<string, Account>([["noreply@github.com", WEB_FLOW]]);
  const byLogin = (login: string): Account =>
    [...known.values()].find((account) => account.login === login) ?? {
      login,
      type: login.endsWith("[bot]") ? "Bot" : "User",
    };
  return {
    byLogin,
    add: (account, ...emails) => {
      for (const email of emails) known.set(email.toLowerCase(), account);
    },
    byEmail: (email) => {
      const login = NO_REPLY.exec(email)?.[1];
      return known.get(email.toLowerCase()) ?? (login === undefined ? undefined : byLogin(login));
    },
  };
}
