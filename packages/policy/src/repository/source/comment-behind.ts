/** How far from a key its comment is looked for: an alias may stand on a line without an end. */
const FURTHEST = 1_000;

/**
 * The comment on the line where a value ends, or, where the value starts below its key or is an alias, on the key's line.
 * Undefined where there is none.
 *
 * @param end behind the value
 * @param keyEnd behind its key
 * @param start where the value starts
 */
export function commentBehind(
  text: string,
  end: number,
  keyEnd: number | undefined,
  start: number,
): string | undefined {
  const isApart = keyEnd !== undefined && (start < keyEnd || /[\r\n]/.test(text.slice(keyEnd, start)));
  const at = isApart ? behindKey(text, keyEnd) : behindValue(text, end);
  return at === undefined ? undefined : text.slice(at + 1, lineEnd(text, at)).trim();
}

/** Behind a value there is nothing but what closes flow collections. */
function behindValue(text: string, end: number): number | undefined {
  let at = end;
  while (at < text.length && " \t,]}".includes(text.charAt(at))) at += 1;
  return at > end && text.charAt(at) === "#" && /\s/.test(text.charAt(at - 1)) ? at : undefined;
}

/** Behind a key there are a colon, an anchor, a block's header. */
function behindKey(text: string, keyEnd: number): number | undefined {
  const line = /^[^\r\n]*/.exec(text.slice(keyEnd, keyEnd + FURTHEST))?.[0] ?? "";
  const at = line.search(/\s#/);
  return at === -1 ? undefined : keyEnd + at + 1;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
  return at;
}
