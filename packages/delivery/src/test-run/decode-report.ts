import { deliveryError } from "../errors.ts";

/** What an XML declaration may name besides UTF-8 and UTF-16. */
const ENCODINGS = /^(?:us-ascii|iso-8859-\d{1,2}|windows-125\d|latin1)$/i;

/**
 * The text of a report's bytes: by its byte order mark, else by what its XML declaration names, else UTF-8, where what is no
 * character of it becomes a replacement character: only names can suffer from that.
 *
 * Detection: https://www.w3.org/TR/xml/#sec-guessing
 *
 * @throws {DeliveryError} `delivery/report-refused` for an encoding that is not read
 */
export function decodeReport(bytes: Uint8Array): string {
  const encoding = markOf(bytes) ?? declared(bytes);
  if (encoding === undefined || /^utf-?(?:8|16)$/i.test(encoding)) return new TextDecoder("utf-8").decode(bytes);
  if (encoding === "utf-16le" || encoding === "utf-16be" || ENCODINGS.test(encoding)) {
    try {
      return new TextDecoder(encoding).decode(bytes);
    } catch {
      // It is named, and there is no such encoding.
    }
  }
  throw deliveryError({
    code: "delivery/report-refused",
    message: `It is in the encoding ${encoding}, which is not read.`,
    hint: "Let the tool write UTF-8.",
  });
}

function markOf(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  // `<?` without a mark.
  if (first === 0x3c && second === 0 && third === 0x3f && fourth === 0) return "utf-16le";
  if (first === 0 && second === 0x3c && third === 0 && fourth === 0x3f) return "utf-16be";
  return undefined;
}

/** A declaration that can be read as ASCII and names UTF-16 is wrong: .NET writes such ones, in UTF-8. */
function declared(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  return /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1];
}
