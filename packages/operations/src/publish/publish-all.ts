import { type Effects, errorMessage, isAbort, TowpathError } from "@towpath/core";
import { cureOf, type GitHub, GitHubError, type Refusal, type Written } from "@towpath/github";
import type { Published } from "./publish-request.ts";
import { openRepository, type RepositoryAccess } from "./repository-access.ts";

/** A result that is done waits no longer than this for GitHub to hear of it. */
const BUDGET = { requests: 100, waitMs: 20_000, requestMs: 10_000, totalMs: 40_000 };

/** One place on GitHub: what it is called, and the writing of it, which may have something to say. */
export interface Writer {
  /** `comment`, as in "There is no comment". */
  readonly what: string;
  write(github: GitHub): Promise<Written<string | undefined> | undefined>;
}

/** The repository that is written to. */
export interface WriteAccess extends RepositoryAccess {
  /** The run is of a pull request from a fork: whatever it asks for, its token can only read. */
  readonly isFromFork?: boolean | undefined;
}

/**
 * Writes in several places, one after the other. What GitHub does not take or does not answer is said, and changes nothing of
 * what was to be written.
 *
 * @throws the signal's reason when the run is cancelled
 */
export async function publishAll(
  access: WriteAccess,
  writers: readonly Writer[],
  effects: Effects,
): Promise<Published> {
  const notices: string[] = [];
  const warnings: string[] = [];
  const refused: Refused[] = [];
  let github: GitHub | undefined;
  let isDown = false;
  for (const { what, write } of writers) {
    if (isDown) {
      warnings.push(`There is no ${what}: GitHub was not asked any more.`);
      continue;
    }
    try {
      github ??= openRepository(access, effects, BUDGET);
      const written = await write(github);
      if (written?.isWritten === false) refused.push({ what, refusal: written.refusal });
      else if (written?.value !== undefined) notices.push(written.value);
    } catch (error) {
      if (effects.signal.aborted && isAbort(error, effects.signal)) throw error;
      isDown = error instanceof GitHubError && error.kind === "fault";
      warnings.push(`There is no ${what}: ${reasonOf(error)} The verdict stands without it.`);
    }
  }
  return { notices: [...notices, ...refusals(refused, access)], warnings };
}

interface Refused {
  readonly what: string;
  readonly refusal: Refusal;
}

/** One line for all that a token may not do, with what would let it. */
function refusals(refused: readonly Refused[], { isFromFork = false }: WriteAccess): readonly string[] {
  if (refused.length === 0) return [];
  const what = refused.map((one) => one.what).join(", no ");
  const isForks = isFromFork && refused.every(({ refusal }) => refusal.kind === "permission");
  const why = isForks
    ? "the token of a pull request from a fork can only read"
    : "GitHub does not let this token write it";
  return [
    `There is no ${what}: ${why}. The annotations and the summary have everything.${isForks ? "" : ` ${curesOf(refused)}`}`,
  ];
}

/** Each cure once: several permissions are one line of a workflow's file each. */
function curesOf(refused: readonly Refused[]): string {
  const missing = [...new Set(refused.flatMap(({ refusal }) => refusal.permission ?? []))];
  const others = refused.flatMap(({ refusal }) => (refusal.permission === undefined ? [refusal.hint] : []));
  return [...new Set([...(missing.length > 0 ? [cureOf(...missing)] : []), ...others])].join(" ");
}

/** Why something did not come about, with what to do, as sentences. */
export function reasonOf(error: unknown): string {
  const text = error instanceof TowpathError && error.hint ? `${error.message} ${error.hint}` : errorMessage(error);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
