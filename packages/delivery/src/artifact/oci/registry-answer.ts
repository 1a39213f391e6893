import { unsafePlace } from "./registry-errors.ts";
import { isLoopback, type RegistryReference } from "./registry-reference.ts";

/** How often something is tried that may work in a moment. */
export const ATTEMPTS = 5;
/** From the request to the head of the answer, and from there to the end of a short one, in milliseconds; a chunk has to be sent in it. */
export const ANSWER_MS = 120_000;
/** What registries are told to speak with. */
export const AGENT = "towpath";
const LARGEST_TEXT_BYTES = 64 * 1024;

/**
 * Credentials and artifacts go by https, or to this machine when the registry is on it.
 *
 * @throws {DeliveryError} `delivery/artifact-store`
 */
export function safeUrl(url: URL, reference: RegistryReference, doing: string): URL {
  const isHere = isLoopback(new URL(reference.origin)) && isLoopback(url);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isHere);
  if (isSafe && url.username === "" && url.password === "") return url;
  throw unsafePlace(reference, doing);
}

/** The beginning of an answer that is none to go by, as text. What cannot be read is empty: the status says enough. */
export async function bodyText(response: Response): Promise<string> {
  try {
    return (await readBody(response, LARGEST_TEXT_BYTES)).text;
  } catch {
    return "";
  }
}

/**
 * An answer's body, as text.
 *
 * @param most how long it may be, in bytes
 * @returns undefined for a longer one
 * @throws {Error} for one that is cut, or does not end in time
 */
export async function wholeText(response: Response, most: number = LARGEST_TEXT_BYTES): Promise<string | undefined> {
  const { text, isWhole } = await readBody(response, most);
  return isWhole ? text : undefined;
}

async function readBody(
  { body }: Response,
  most: number,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const reader = body?.getReader();
  if (!reader) return { text: "", isWhole: true };
  const chunks: Uint8Array[] = [];
  let isLate = false;
  const stop = () => void reader.cancel().catch(() => {});
  const late = setTimeout(() => {
    isLate = true;
    stop();
  }, ANSWER_MS);
  try {
    for (let size = 0; size <= most; ) {
      const { done, value } = await reader.read();
      if (isLate) throw new Error("its answer did not end in time");
      if (done) return { text: Buffer.concat(chunks).toString("utf8"), isWhole: true };
      chunks.push(value);
      size += value.byteLength;
    }
    return { text: Buffer.concat(chunks).subarray(0, most).toString("utf8"), isWhole: false };
  } finally {
    clearTimeout(late);
    stop();
  }
}

/**
 * How long an answer asks to wait, in milliseconds: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 *
 * @returns undefined where it asks for nothing
 */
export function askedPause(response: Response | undefined, now: Date): number | undefined {
  const said = response?.headers.get("retry-after") ?? "";
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now.getTime();
  return ms > 0 ? ms : undefined;
}

/** True where a registry is in trouble, and may not be in a moment. */
export function isTrouble({ status }: Response): boolean {
  return status === 429 || status >= 500;
}
