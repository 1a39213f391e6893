import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Reads the files that findings point at, for the line under a caret; each once, undefined where it cannot be read. */
export function sourceReader(folder: string): (file: string) => string | undefined {
  const sources = new Map<string, string | undefined>();
  return (file) => {
    if (!sources.has(file)) sources.set(file, read(resolve(folder, file)));
    return sources.get(file);
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
