import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Place } from "@towpath/core";
import type { TestCase } from "./test-case.ts";

const MOST_LINES = 200;
const LONGEST_LINE = 1_000;
/** `at f (file.js:3:7)`, `file.py:12: AssertionError`, `❯ src/a.test.ts:4:10`. */
const JAVASCRIPT = /([^\s()"'<>|:]+\.[A-Za-z]{1,5}):(\d{1,7})(?::(\d{1,5}))?/g;
/** `File "a.py", line 3`. */
const PYTHON = /File "([^"]{1,500})", line (\d{1,7})/g;

/**
 * Where a test failed: the file and line that the report names, or the first line of its stack that stands in the
 * service's own files.
 *
 * @param folder absolute; the folder that the tests ran in
 * @param prefix what stands before a path of that folder in places: the folder as the user named it
 */
export function failurePlace(test: TestCase, folder: string, prefix: string): Place | undefined {
  const named = test.file === undefined ? undefined : ownFile(test.file, folder);
  const place = (file: string, line?: number, column = 1): Place => ({
    file: posix.join(prefix, file),
    ...(line === undefined ? {} : { range: { start: { line, column }, end: { line, column } } }),
  });
  if (named !== undefined && test.line !== undefined) return place(named, test.line);
  const frames = [...framesOf(test.details ?? test.message ?? "", folder)];
  const frame = frames.find(({ file }) => file === named) ?? frames[0];
  if (frame && (named === undefined || frame.file === named)) return place(frame.file, frame.line, frame.column);
  return named === undefined ? undefined : place(named);
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function* framesOf(text: string, folder: string): Generator<Frame> {
  // A folder whose name holds a space or a colon would cut the paths below it.
  const local = [`${pathToFileURL(folder).href}/`, `${folder}/`, `${realpathSync(folder)}/`, "file://"].reduce(
    (shorter, prefix) => shorter.replaceAll(prefix, ""),
    text,
  );
  for (const whole of local.split("\n", MOST_LINES)) {
    const line = whole.slice(0, LONGEST_LINE);
    for (const [, path = "", number, column] of [...line.matchAll(PYTHON), ...line.matchAll(JAVASCRIPT)]) {
      const file = ownFile(path, folder);
      if (file !== undefined)
        yield { file, line: Math.max(1, Number(number)), column: Math.max(1, Number(column ?? 1)) };
    }
  }
}

/** The path below the folder, with `/`, of a file that is there and is not somebody else's. */
function ownFile(path: string, folder: string): string | undefined {
  try {
    const local = path.startsWith("file:") ? fileURLToPath(path) : path;
    const root = realpathSync(folder);
    const real = realpathSync(resolve(root, local));
    const below = relative(root, real);
    const isOutside = below === "" || below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below);
    if (isOutside || below.split(sep).includes("node_modules") || !statSync(join(root, below)).isFile())
      return undefined;
    return below.split(sep).join("/");
  } catch {
    return undefined;
  }
}
