import { StringDecoder } from "node:string_decoder";

/** Of a longer line the rest is dropped, in UTF-16 code units. A message of the stream is one line, however long. */
const LONGEST_LINE = 4 * 1_024 * 1_024;

/** Cuts a stream of bytes into lines, each of bounded length, whole in its characters. Nothing is redacted yet: JSON may hide a secret. */
export function lineCutter(): { push(bytes: Uint8Array): readonly string[]; end(): readonly string[] } {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string) => {
    const [first = "", ...others] = text.split("\n");
    rest += first.slice(0, Math.max(0, LONGEST_LINE - rest.length));
    const finished: string[] = [];
    for (const next of others) {
      finished.push(rest.endsWith("\r") ? rest.slice(0, -1) : rest);
      rest = next.slice(0, LONGEST_LINE);
    }
    return finished;
  };
  return {
    push: (bytes) => take(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end() {
      const lines = take(decoder.end());
      const last = rest;
      rest = "";
      return last === "" ? lines : [...lines, last];
    },
  };
}
