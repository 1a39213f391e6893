import { type HostileString, hostileStrings } from "./strings.ts";

/** The longest file name, in bytes, of the file systems in common use. */
const LONGEST_NAME = 255;

/**
 * Those of {@link hostileStrings} that can be the name of one file on Linux and macOS, made so where only a slash stands
 * against it. A path that Git, a listing or a glob gives may contain any of them.
 *
 * @param suffix appended to each: `.yaml`
 */
export function hostileFileNames(suffix = ""): readonly HostileString[] {
  return hostileStrings
    .map(({ name, text }) => ({ name, text: text.replaceAll("/", "\u2215") + suffix }))
    .filter(({ text }) => {
      const isName = text !== "" && text !== "." && text !== ".." && !text.includes("\u0000") && text.isWellFormed();
      return isName && Buffer.byteLength(text) <= LONGEST_NAME;
    });
}
