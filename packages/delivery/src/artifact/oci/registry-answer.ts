import { unsafePlace } from "./registry-errors.ts";
import { isLoopback, type RegistryReference } from "./registry-reference.ts";

/** How often something is tried that may work in a moment. */
export const ATTEMPTS = 5;
/** From the request to the head of the answer, in milliseconds; a chunk has to be sent in it. */
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

/** The beginning of a short body, as text. What cannot be read is empty: the status says enough. */
export async function bodyText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > LARGEST_TEXT_BYTES) break;
    }
  } catch {
    return "";
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** True where a registry is in trouble, and may not be in a moment. */
export function isTrouble({ status }: Response): boolean {
  return status === 429 || status >= 500;
}
