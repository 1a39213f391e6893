import { isAbsolute, relative, sep } from "node:path";

/** True when a path is a folder or below it, by what they are called: links are not followed. Both absolute. */
export function isWithin(path: string, folder: string): boolean {
  if (isPlainlyBelow(path, folder)) return true;
  const below = relative(folder, path);
  return !isAbsolute(below) && below !== ".." && !below.startsWith(`..${sep}`);
}

/** A path as the user would type it: relative to the folder they are in where it is below it, with `/`. Both absolute. */
export function shownPath(path: string, folder: string): string {
  if (sep === "/" && isPlainlyBelow(path, folder)) return path.slice(folder.length + 1);
  const shown = path !== folder && isWithin(path, folder) ? relative(folder, path) : path;
  return shown.split(sep).join("/");
}

/** True for nearly every path that is below a folder, in a fiftieth of the time that it takes to be certain. */
function isPlainlyBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && path[folder.length] === sep && !path.includes("..");
}
