import { errorMessage } from "@towpath/core";
import { printable } from "./printable.ts";

/** How many causes are followed: one may be its own. */
const DEEPEST = 10;

/** The stack of what was thrown and those of its causes, for `--debug`: lines ready to be printed. Empty for undefined. */
export function stackLines(thrown: unknown): readonly string[] {
  const lines: string[] = [];
  for (let error = thrown, depth = 0; error !== undefined && depth < DEEPEST; depth += 1) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : errorMessage(error);
    const [first = "", ...rest] = stack.split("\n").map(printable);
    lines.push(depth === 0 ? first : `Because of ${first}`, ...rest);
    error = error instanceof Error ? error.cause : undefined;
  }
  return lines;
}
