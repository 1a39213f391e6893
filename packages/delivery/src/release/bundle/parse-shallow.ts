/** How deep lists and objects may lie in each other: far deeper than what is read has, far shallower than a stack. */
const DEEPEST = 64;

/**
 * Parses JSON that anybody may have written: what nests so deeply that walking it would end the process is refused.
 *
 * @throws {SyntaxError} for what is no JSON
 * @throws {RangeError} for what nests deeper than 64 levels
 */
export function parseShallow(text: string): unknown {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInText && character === "\\") at += 1;
    else if (character === '"') isInText = !isInText;
    else if (!isInText && (character === "[" || character === "{")) depth += 1;
    else if (!isInText && (character === "]" || character === "}")) depth -= 1;
    if (depth > DEEPEST) throw new RangeError(`it nests deeper than ${DEEPEST} levels`);
  }
  return JSON.parse(text);
}
