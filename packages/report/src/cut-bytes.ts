const encoder = new TextEncoder();

/** The length of a text in UTF-8, in bytes. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest start of a text that fits into `limit` bytes of UTF-8, ending in `…` where something was cut. */
export function cutBytes(text: string, limit: number): string {
  if (byteLength(text) <= limit) return text;
  const room = Math.max(0, limit - byteLength("…"));
  const { read } = encoder.encodeInto(text, new Uint8Array(room));
  return `${text.slice(0, read)}…`;
}
