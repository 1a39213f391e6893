import { address, type Finding, type Place } from "@towpath/core";
import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import { finding } from "../finding.ts";
import { compose } from "./compose.ts";
import { pointer } from "./pointer.ts";
import { SourceDocument } from "./source-document.ts";
import { syntaxMessage } from "./syntax/syntax-message.ts";

/** How large a document may be, in bytes, and how deeply nested. */
const MOST_BYTES = 1_048_576;
const DEEPEST = 64;

/** How many flaws of one document are said one by one. */
export const MOST_FLAWS = 100;

/** Says that not everything is said. */
export function tooMany(file: string, count: number): Finding {
  const message = `${count.toLocaleString("en")} things are wrong in this file; these are the first ${MOST_FLAWS}.`;
  return finding({ code: "manifest/too-large", message, places: [{ file }], discriminator: "count" });
}

export interface Parsed {
  /** There also with findings, without the parts that they are about; absent where nothing could be read. */
  readonly document?: SourceDocument;
  readonly findings: readonly Finding[];
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Reads the bytes of a YAML 1.2 or JSON file that holds one document. Never throws for what is in it.
 *
 * @param options `isForeign`: the document is another tool's, which gives no meaning to the keys that JavaScript gives one to
 */
export function parseDocument(file: string, bytes: Uint8Array, options: { readonly isForeign?: boolean } = {}): Parsed {
  if (bytes.length > MOST_BYTES) {
    const message = `The file has ${bytes.length.toLocaleString("en")} bytes; a document has at most ${MOST_BYTES.toLocaleString("en")}.`;
    return refused(finding({ code: "manifest/too-large", message, places: [{ file }] }));
  }
  const decoded = decode(bytes);
  if (typeof decoded !== "string") {
    const message = `The file is not UTF-8: ${decoded.what}`;
    const place = new SourceDocument(file, decoded.before, undefined);
    const end = decoded.before.length;
    return refused(
      finding({
        code: "manifest/encoding",
        message,
        places: [{ file, range: place.range(end, end), pointer: "" }],
        suggestions: ["Save it as UTF-8."],
      }),
    );
  }
  const empty = new SourceDocument(file, decoded, undefined);
  let events: Event[];
  try {
    events = eventsOf(decoded, options.isForeign === true);
  } catch (error) {
    return refused(syntaxFinding(empty, error));
  }
  const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
  const findings: Finding[] = [];
  if (documents > 1) findings.push(severalDocuments(empty, decoded, documents));
  const { root, flaws } = compose(decoded, events, options.isForeign ? NONE : undefined);
  if (flaws.length > MOST_FLAWS) findings.push(tooMany(file, flaws.length));
  for (const { code, message, at, path, suggestions } of flaws.slice(0, MOST_FLAWS)) {
    const places: Place[] = at.map(({ start, end }, index) => ({
      file,
      range: empty.range(start, end),
      pointer: pointer(path),
      ...(index === 0 ? {} : { note: "first here" }),
    }));
    findings.push(finding({ code, message, places, address: address(...path), suggestions, discriminator: message }));
  }
  if (documents === 0 || root?.value === null) {
    if (findings.length > 0) return { findings };
    return refused(
      finding({
        code: "manifest/empty",
        message: "The file holds no document.",
        places: [{ file, range: empty.range(0, 0), pointer: "" }],
        suggestions: ["Start with `apiVersion: towpath.dev/v1`."],
      }),
    );
  }
  return root ? { document: new SourceDocument(file, decoded, root), findings } : { findings };
}

/**
 * The parts of a document. Other tools' readers take what stands in brackets or quotes at any indentation, as in a `}` below
 * `on: {`; the library does not, so such a line is read as a part of the one above it.
 */
function eventsOf(text: string, isForeign: boolean): Event[] {
  let read = text;
  for (let left = isForeign ? MOST_JOINED : 0; ; left -= 1) {
    try {
      return parseEvents(read, { maxDepth: DEEPEST });
    } catch (error) {
      const joined = left > 0 ? joinedAt(read, error) : undefined;
      if (joined === undefined) throw error;
      read = joined;
    }
  }
}

/** How many such lines a document may have: each is found by reading it again. */
const MOST_JOINED = 50;

/** The same text, of the same length, with the line that is not indented enough behind the one above it. */
function joinedAt(text: string, error: unknown): string | undefined {
  if (!(error instanceof YAMLException) || !error.reason.includes("deficient indentation")) return undefined;
  const end = text.lastIndexOf("\n", (error.mark?.position ?? 0) - 1);
  if (end === -1) return undefined;
  const above = text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
  // What stands behind a comment would be a part of it, so it goes as well.
  const comment = /^[^'"]*?(?<!\S)#/.exec(above)?.[0].length;
  if (comment === undefined && above.includes("#")) return undefined;
  const start = comment === undefined ? end - (above.endsWith("\r") ? 1 : 0) : end - above.length + comment - 1;
  return text.slice(0, start) + " ".repeat(end + 1 - start) + text.slice(end + 1);
}

function refused(one: Finding): Parsed {
  return { findings: [one] };
}

function decode(bytes: Uint8Array): string | { readonly what: string; readonly before: string } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return { what: "it starts like UTF-16.", before: "" };
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const first = firstInvalid(bytes);
    const before = new TextDecoder("utf-8").decode(bytes.subarray(0, first), { stream: true });
    // What starts a character and is not continued is the one that is wrong.
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const at = mark + new TextEncoder().encode(before).length;
    const value = (bytes[at] ?? 0).toString(16).padStart(2, "0");
    return { what: `byte ${at} (0x${value}) belongs to no character.`, before };
  }
}

/** The offset of the first byte that is part of no character, by halving. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isValid(bytes.subarray(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, bytes.length - 1);
}

/** Whether bytes are UTF-8, the last character perhaps cut off. */
function isValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function syntaxFinding(document: SourceDocument, error: unknown): Finding {
  const { file, text } = document;
  const place = (start: number, end: number): Place => ({ file, range: document.range(start, end), pointer: "" });
  if (!(error instanceof YAMLException))
    return finding({ code: "manifest/syntax", message: "The file cannot be read as YAML.", places: [place(0, 0)] });
  const at = error.mark?.position ?? 0;
  if (error.reason.includes("maxDepth"))
    return finding({
      code: "manifest/too-deep",
      message: `The document is nested more than ${DEEPEST} levels deep.`,
      places: [place(at, at + 1)],
    });
  const { message, at: spans, suggestions } = syntaxMessage(text, at, error.reason);
  const places = spans.map(({ start, end, note }) => ({
    ...place(start, end),
    ...(note === undefined ? {} : { note }),
  }));
  return finding({ code: "manifest/syntax", message, places, suggestions });
}

function severalDocuments(document: SourceDocument, text: string, count: number): Finding {
  const second =
    [...text.matchAll(/^---(?=\s|$)/gm)]
      .map(({ index }) => index)
      .find((index) => text.slice(0, index).trim().replace(/^#.*$/gm, "").trim() !== "") ?? 0;
  return finding({
    code: "manifest/several-documents",
    message: `The file holds ${count} documents; Towpath reads one from each file.`,
    places: [{ file: document.file, range: document.range(second, second + 3), pointer: "" }],
    suggestions: ["Move each document to a file of its own."],
  });
}
