/**
 * The comment on the line where a value ends, or, where the value starts below its key or is an alias, on the key's line. Undefined where
 * there is none.
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
  const isApart = keyEnd !== undefined && (lineEnd(text, keyEnd) < start || start < keyEnd);
  const from = isApart ? keyEnd : end;
  const rest = text.slice(from, lineEnd(text, from));
  // Behind a value there is nothing but what closes flow collections; behind a key a colon, an anchor, a block's header.
  const at = isApart ? rest.search(/\s#/) : (/^[\s,\]}]*(?=\s#)/.exec(rest)?.[0].length ?? -1);
  return at === -1 ? undefined : rest.slice(at + 2).trim();
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1;
  return at;
}
