import { StringDecoder } from "node:string_decoder";

/** Of a longer line the rest is dropped, in UTF-16 code units. */
const LONGEST_LINE = 64 * 1_024;
/** What is read of a line before it is shortened: a secret that crosses the limit is known as a whole. */
const LONGEST_READ = 16 * LONGEST_LINE;

/** Cuts a stream of bytes into lines: without line ends (`\n` or `\r\n`), with secrets removed, each of bounded length. */
export interface LineCutter {
  push(bytes: Uint8Array): readonly string[];
  /** The last line, where it has no end. */
  end(): readonly string[];
}

/**
 * A cutter for what a program prints. Bytes that are no UTF-8 become U+FFFD.
 *
 * @param redact takes known secrets out of a whole line: see {@link import("./secret.ts").redactor}
 */
export function createLineCutter(redact: (text: string) => string): LineCutter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const finish = (line: string) => {
    const clean = redact(line.endsWith("\r") ? line.slice(0, -1) : line);
    return clean.length > LONGEST_LINE ? `${clean.slice(0, LONGEST_LINE)} …` : clean;
  };
  const take = (text: string) => {
    const lines = text.split("\n");
    const [first = "", ...others] = lines;
    // What goes beyond the limit is dropped as it comes: a line without an end must not fill the memory.
    rest += first.slice(0, Math.max(0, LONGEST_READ - rest.length));
    const finished: string[] = [];
    for (const next of others) {
      finished.push(finish(rest));
      rest = next.slice(0, LONGEST_READ);
    }
    return finished;
  };
  return {
    push: (bytes) => take(decoder.write(Buffer.from(bytes))),
    end() {
      const lines = take(decoder.end());
      const last = rest;
      rest = "";
      return last === "" ? lines : [...lines, finish(last)];
    },
  };
}
