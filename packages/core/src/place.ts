/** A point in a text. `line` and `column` count from 1; a column is a UTF-16 code unit, as editors and GitHub count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where something stands: a file as the user named it (with `/`), and the range in it where one is known. */
export interface Place {
  readonly file: string;
  readonly range?: Range | undefined;
  /** JSON Pointer (RFC 6901) of the value in the file's document. */
  readonly pointer?: string | undefined;
  /** What a further place of a finding has to do with it, in a few words: `first here`. */
  readonly note?: string | undefined;
  /** What stands there looks like a secret: the place may be shown, its text never. */
  readonly isSecret?: boolean | undefined;
}

/** `file:line:column`, or `file` where no range is known. */
export function formatPlace(place: Place): string {
  return place.range ? `${place.file}:${place.range.start.line}:${place.range.start.column}` : place.file;
}

/** Orders places by file, then line, then column; a place without a range comes first in its file. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  const [from, to] = [a.range?.start, b.range?.start];
  if (!from || !to) return Number(Boolean(from)) - Number(Boolean(to));
  return from.line - to.line || from.column - to.column;
}
