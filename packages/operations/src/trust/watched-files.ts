import type { Files } from "@towpath/core";

/** Files that remember what they were asked. */
export interface WatchedFiles {
  readonly files: Files;
  /** Whether others answer anything else to what these were asked. */
  differFrom(others: Files): boolean;
}

type Answer<T> = { readonly value: T } | { readonly error: unknown };

/** Watches files, so that the same can be asked of another state of them. */
export function watchedFiles(files: Files): WatchedFiles {
  const questions = new Map<string, (others: Files) => boolean>();
  const watched = <T>(what: string, ask: (of: Files) => T, isSame: (a: T, b: T) => boolean): T => {
    const answer = answerOf(() => ask(files));
    questions.set(what, (others) => {
      const other = answerOf(() => ask(others));
      if ("error" in answer || "error" in other) return "error" in answer && "error" in other;
      return isSame(answer.value, other.value);
    });
    if ("error" in answer) throw answer.error;
    return answer.value;
  };
  return {
    files: {
      read: (path) => watched(`read ${path}`, (of) => of.read(path), areSameBytes),
      list: (path) =>
        watched(
          `list ${path}`,
          (of) => of.list(path),
          (a, b) => JSON.stringify(a) === JSON.stringify(b),
        ),
      realPath: (path) => watched(`path ${path}`, (of) => of.realPath(path), Object.is),
    },
    differFrom: (others) => [...questions.values()].some((isAnsweredAlike) => !isAnsweredAlike(others)),
  };
}

function answerOf<T>(ask: () => T): Answer<T> {
  try {
    return { value: ask() };
  } catch (error) {
    return { error };
  }
}

function areSameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a && b ? Buffer.compare(a, b) === 0 : a === b;
}
