import type { Json, JsonObject } from "@towpath/core";
import type { LoopbackToken, Needed } from "./accounts.ts";
import type { People } from "./people.ts";
import type { LoopbackRepository } from "./repository.ts";

/** A team of an organization. */
export interface LoopbackTeam {
  readonly org: string;
  readonly slug: string;
  readonly members: readonly string[];
  /** Invited, and not there yet. */
  readonly pending: readonly string[];
}

/** What a request is about. */
export interface Call {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly token: LoopbackToken;
  /** The address of the API. */
  readonly api: string;
  /** When, in the API's form. */
  readonly now: string;
  readonly teams: readonly LoopbackTeam[];
  readonly people: People;
  /** A number that no other thing has. */
  newId(): number;
}

/** A request about one repository. */
export interface RepositoryCall extends Call {
  readonly repository: LoopbackRepository;
}

/** What GitHub answers. Of a body only what means something: the rest is filled in. */
export interface Reply {
  readonly status: number;
  readonly body?: Json;
  /** The body is a list, to be given page by page; `key` where it stands in an object with its `total_count`. */
  readonly pages?: {
    readonly items: readonly Json[];
    readonly key?: string;
    /** What stands around the list, in place of `total_count`. */
    readonly around?: JsonObject;
  };
}

/** One operation: who may ask, and what is answered. */
export type Route =
  | {
      readonly about: "repository";
      readonly needs: Needed;
      readonly answer: (call: RepositoryCall) => Reply | Promise<Reply>;
    }
  | { readonly about: "other"; readonly needs: Needed; readonly answer: (call: Call) => Reply | Promise<Reply> };

/** An error in GitHub's words. */
export function problem(status: number, message: string, errors?: readonly Json[]): Reply {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
  return { status, body: errors === undefined ? body : { ...body, errors } };
}

export const notFound = problem(404, "Not Found");

/** The pages of an account and of a thing, where an answer names them. */
export function userBody({ account: { login, type } }: { readonly account: LoopbackToken["account"] }): JsonObject {
  return { login, type };
}
