/** The offset at which the line of an offset starts. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The offset at which the line of an offset ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  if (found === -1) return text.length;
  return found > at && text[found - 1] === "\r" ? found - 1 : found;
}

/** The offset at which the line after an offset's starts; the end of the text for the last. */
export function nextLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found === -1 ? text.length : found + 1;
}

/** How many characters stand before an offset in its line. */
export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** True when nothing but spaces stands before an offset in its line. */
export function startsLine(text: string, at: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, at), at));
}

/** True when nothing but spaces and a comment stands behind an offset in its line. */
export function endsLine(text: string, at: number): boolean {
  return /^[ \t]*(#.*)?$/.test(text.slice(at, lineEnd(text, at)));
}

/** The comment or blank line that starts at an offset, if it is one. */
export function triviaAt(
  text: string,
  start: number,
): { readonly isBlank: boolean; readonly column: number } | undefined {
  const line = text.slice(start, lineEnd(text, start));
  const column = line.search(/[^ \t]/);
  if (column === -1) return { isBlank: true, column: 0 };
  return line[column] === "#" ? { isBlank: false, column } : undefined;
}
