import { type Account, accountOf } from "../account.ts";
import type { Fields } from "../connection/fields.ts";
import { coAuthorsIn, type NamedPerson } from "./co-authors.ts";

/** Somebody that a commit names: the name is anybody's to choose, the account is what GitHub links the address to. */
export interface CommitPerson extends NamedPerson {
  readonly account: Account | undefined;
}

/** A commit. Texts are untrusted. */
export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
  readonly author: CommitPerson;
  readonly committer: CommitPerson;
  /** By the trailers of the message. GitHub says no account for them. */
  readonly coAuthors: readonly NamedPerson[];
  /** GitHub found its signature to be right. */
  readonly isVerified: boolean;
}

export function commitFrom(commit: Fields): Commit {
  const said = commit.object("commit");
  const message = said.text("message");
  return {
    sha: commit.text("sha"),
    message,
    parents: commit.list("parents").map((parent) => parent.text("sha")),
    author: personOf(commit, said, "author"),
    committer: personOf(commit, said, "committer"),
    coAuthors: coAuthorsIn(message),
    isVerified: said.optionalObject("verification")?.optionalFlag("verified") ?? false,
  };
}

function personOf(commit: Fields, said: Fields, role: "author" | "committer"): CommitPerson {
  const named = said.optionalObject(role);
  return {
    name: named?.optionalText("name") ?? "",
    email: named?.optionalText("email") ?? "",
    account: accountOf(commit, role),
  };
}
