import { StringDecoder } from "node:string_decoder";

/** A line is cut here, so that a command that never ends one does not fill the memory. In UTF-16 code units. */
const LONGEST_LINE = 64 * 1024;

/** Turns chunks of bytes into lines without their ends (`\n` or `\r\n`). Bytes that are no UTF-8 become U+FFFD. */
export function lineSplitter(give: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8");
  let rest = "";

  function take(text: string): void {
    rest += text;
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      give(rest.slice(start, rest[end - 1] === "\r" ? end - 1 : end));
      start = end + 1;
    }
    rest = rest.slice(start);
    while (rest.length >= LONGEST_LINE) {
      give(rest.slice(0, LONGEST_LINE));
      rest = rest.slice(LONGEST_LINE);
    }
  }

  return {
    push: (chunk) => take(decoder.write(chunk)),
    end: () => {
      take(decoder.end());
      if (rest !== "") give(rest);
      rest = "";
    },
  };
}
