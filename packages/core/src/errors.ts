import type { Place } from "./place.ts";

/** Whose move it is: a `user` can mend it (exit code 2), a `refused` answer is a finding (1), a `fault` is ours or a tool's (3). */
export type ErrorKind = "user" | "refused" | "fault";

/** What an error says: what was wrong, where, and what to do next. */
export interface ErrorFacts<Code extends string> {
  readonly code: Code;
  readonly message: string;
  readonly kind?: ErrorKind | undefined;
  readonly place?: Place | undefined;
  /** What to do next, as a sentence or a command. */
  readonly hint?: string | undefined;
  /** What a command that failed printed last, a line each, known secrets removed. */
  readonly tail?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/**
 * The base of every error that Towpath throws on purpose. Each package has one subclass with a closed union of codes;
 * a code is stable, has a page in the docs, and is never reused.
 */
export class TowpathError<Code extends string = string> extends Error {
  override readonly name: string = "TowpathError";
  readonly code: Code;
  readonly kind: ErrorKind;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  readonly tail: readonly string[];

  constructor(facts: ErrorFacts<Code>) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.kind = facts.kind ?? "user";
    this.place = facts.place;
    this.hint = facts.hint;
    this.tail = facts.tail ?? [];
  }
}

/** One line that says what an unknown thrown value was, without a stack. */
export function errorMessage(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : `something that is no error was thrown (${typeof thrown})`;
}

/** True for an abort: the signal's own reason, or what Node throws for one. */
export function isAbort(thrown: unknown, signal?: AbortSignal): boolean {
  if (signal?.aborted && thrown === signal.reason) return true;
  return thrown instanceof Error && (thrown.name === "AbortError" || ("code" in thrown && thrown.code === "ABORT_ERR"));
}
