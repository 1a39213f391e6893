import { isJsonObject, type JsonObject, own } from "@towpath/core";
import { ActionError } from "../errors.ts";
import { eventPayload, UnreadableEvent } from "./event-payload.ts";

/** A pull request as the event that started the run tells of it. Names are untrusted text. */
export interface PullRequest {
  readonly number: number;
  /** All digits. */
  readonly base: { readonly sha: string; readonly ref: string };
  /** `repository` is `owner/name`; undefined where the fork is gone. */
  readonly head: { readonly sha: string; readonly ref: string; readonly repository: string | undefined };
  readonly isFromFork: boolean;
  /** The login. */
  readonly author: string | undefined;
}

/** What is proposed: a pull request, or a merge group that is about to be merged. */
export type Proposal =
  | ({ readonly kind: "pull-request" } & PullRequest)
  | { readonly kind: "merge-group"; readonly base: { readonly sha: string }; readonly head: { readonly sha: string } };

/** Events that tell of a pull request's own state. */
const PULL_REQUEST = /^pull_request(?:_target|_review|_review_comment)?$/;

/**
 * What the run is about to judge; undefined for an event that proposes nothing, such as a push.
 *
 * Format: https://docs.github.com/webhooks/webhook-events-and-payloads
 *
 * @param read the bytes of a file, undefined where there is none
 * @throws {ActionError} `action-kit/event` where the event is one of a proposal and does not say of which: nothing else may
 *   stand in for it
 */
export function proposalOf(
  variables: Readonly<Record<string, string | undefined>>,
  read: (path: string) => Uint8Array | undefined,
): Proposal | undefined {
  const name = variables["GITHUB_EVENT_NAME"] ?? "";
  if (PULL_REQUEST.test(name)) return pullRequest(objectAt(payloadOf(variables, read), "pull_request"));
  if (name !== "merge_group") return undefined;
  const group = objectAt(payloadOf(variables, read), "merge_group");
  return {
    kind: "merge-group",
    base: { sha: digits(group, "base_sha") },
    head: { sha: digits(group, "head_sha") },
  };
}

function pullRequest(pull: JsonObject): Proposal {
  const [base, head] = [objectAt(pull, "base"), objectAt(pull, "head")];
  const [to, from] = [repositoryOf(base), repositoryOf(head)];
  const number = own(pull, "number");
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1) throw unusable("it has no number");
  const user = own(pull, "user");
  const author = isJsonObject(user) ? own(user, "login") : undefined;
  return {
    kind: "pull-request",
    number,
    base: { sha: digits(base, "sha"), ref: text(base, "ref") },
    head: { sha: digits(head, "sha"), ref: text(head, "ref"), repository: from },
    isFromFork: from === undefined || from !== to,
    author: typeof author === "string" ? author : undefined,
  };
}

function repositoryOf(side: JsonObject): string | undefined {
  const repository = own(side, "repo");
  const name = isJsonObject(repository) ? own(repository, "full_name") : undefined;
  return typeof name === "string" ? name : undefined;
}

function payloadOf(
  variables: Readonly<Record<string, string | undefined>>,
  read: (path: string) => Uint8Array | undefined,
): JsonObject {
  try {
    return eventPayload(variables, read);
  } catch (error) {
    throw error instanceof UnreadableEvent ? unusable(error.message) : error;
  }
}

function objectAt(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  if (isJsonObject(value)) return value;
  throw unusable(`it has no ${key}`);
}

function text(object: JsonObject, key: string): string {
  const value = own(object, key);
  if (typeof value === "string" && value !== "") return value;
  throw unusable(`${key} is no text`);
}

function digits(object: JsonObject, key: string): string {
  const value = own(object, key);
  if (typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value;
  throw unusable(`${key} is no commit`);
}

function unusable(why: string): ActionError {
  return new ActionError({
    code: "action-kit/event",
    message: `The run is about a proposal, and its event does not say which: ${why}.`,
    hint: "The runner writes the event to GITHUB_EVENT_PATH. A step before this one must not change the variable or the file.",
  });
}
