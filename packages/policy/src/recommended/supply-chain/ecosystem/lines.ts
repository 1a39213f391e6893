import type { Place } from "@towpath/core";
import type { RepositoryFiles } from "../../../repository/index.ts";

/** A line of a text file, where it stands. */
export interface Line {
  readonly text: string;
  readonly place: Place;
}

/** Beyond so many characters a line says nothing to a person, nor to us. */
const LONGEST = 5_000;

/** The lines of a file; none where there is no such file. A file's place is looked up when somebody asks. */
export function linesOf(files: RepositoryFiles, path: string): readonly Line[] {
  let offset = 0;
  return (files.text(path) ?? "").split("\n").map((raw) => {
    const start = offset;
    offset += raw.length + 1;
    const text = raw.replace(/\r$/, "").slice(0, LONGEST);
    const indent = text.length - text.trimStart().length;
    return {
      text,
      get place() {
        return files.placeOf(path, start + indent, start + text.length);
      },
    };
  });
}
